// The linker script language, as far as kernels use it.
//
// Names of files and sections may hold characters that are operators in expressions (`.text.*`, `.note-x`). The lexer
// does not try to tell the two apart: it cuts fine pieces, and the rule `name` joins those that touch each other.
grammar LinkerScript;

@parser::members {
  /** Whether the next token starts right where the last one ended. */
  private boolean touching() {
    return _input.LT(-1).getStopIndex() + 1 == _input.LT(1).getStartIndex();
  }
}

script: command* EOF;

definition: NAME '=' expression EOF;

// What INCLUDE brings in, by where it stands.
includedSections: sectionCommand* EOF;
includedContents: content* EOF;
includedRegions: region* EOF;

command
  : 'SECTIONS' '{' sectionCommand* '}'
  | 'MEMORY' '{' (region | include)* '}'
  | 'PHDRS' '{' programHeader* '}'
  | ignored
  | include
  | 'INSERT' side=('AFTER' | 'BEFORE') anchor=name ';'?
  | 'REGION_ALIAS' '(' alias=name ',' aliased=name ')' ';'?
  | 'EXTERN' '(' (wanted+=name ','?)* ')' ';'?
  | inputFiles=('INPUT' | 'GROUP' | 'STARTUP') '(' (named ','?)* ')' ';'?
  | 'SEARCH_DIR' '(' directory=name ')' ';'?
  | entry
  | assignment ';'
  | assertion ';'?
  | ';'
  ;

// What only matters to linkers of many targets and of dynamic libraries.
ignored
  : ('OUTPUT_ARCH' | 'OUTPUT_FORMAT' | 'TARGET' | 'OUTPUT' | 'NOCROSSREFS') '(' (name | ',')* ')' ';'?
  | 'FORCE_COMMON_ALLOCATION' ';'?
  ;

// Files that are linked; AS_NEEDED makes no difference to objects and archives.
named: 'AS_NEEDED' '(' (named ','?)* ')' | name;

include: 'INCLUDE' name ';'?;

entry: 'ENTRY' '(' name ')' ';'?;

assertion: 'ASSERT' '(' expression ',' STRING ')';

assignment
  : target=NAME operator=('=' | '+=' | '-=' | '*=' | '/=' | '<<=' | '>>=' | '&=' | '|=') expression
  | keyword=('PROVIDE' | 'PROVIDE_HIDDEN' | 'HIDDEN') '(' target=NAME '=' expression ')'
  ;

region: name attributes? ':' NAME '=' expression ','? NAME '=' expression;

attributes: '(' (NAME | '!')* ')';

programHeader
  : name kind=expression ('FILEHDR' | 'PHDRS')* ('AT' '(' at=expression ')')? ('FLAGS' '(' flags=expression ')')? ';'
  ;

sectionCommand
  : outputSection
  | overlay
  | include
  | entry
  | assignment ';'
  | assertion ';'?
  | ';'
  ;

outputSection
  : title=name address=expression? ('(' kind=sectionKind ')' | '(' ')')? ':'
    ('AT' '(' at=expression ')')?
    ('ALIGN' '(' align=expression ')' | withInput='ALIGN_WITH_INPUT')?
    ('SUBALIGN' '(' subalign=expression ')')?
    constraint=('ONLY_IF_RO' | 'ONLY_IF_RW')?
    '{' content* '}'
    ('>' vma=name)? ('AT' '>' lma=name)? (':' phdrs+=name)* ('=' fill=expression)? ','?
  ;

// Sections that run at one address, one at a time, and are loaded one behind the other.
overlay
  : 'OVERLAY' start=expression? ':' 'NOCROSSREFS'? ('AT' '(' at=expression ')')?
    ('SUBALIGN' '(' subalign=expression ')')?
    '{' overlaySection* '}'
    ('>' vma=name)? ('AT' '>' lma=name)? (':' phdrs+=name)* ('=' fill=expression)? ','?
  ;

overlaySection: title=name '{' content* '}' (':' phdrs+=name)* ('=' fill=expression)? ','?;

sectionKind: 'NOLOAD' | 'READONLY' | 'DSECT' | 'COPY' | 'INFO' | 'OVERLAY';

content
  : assignment ';'
  | assertion ';'?
  | data=('BYTE' | 'SHORT' | 'LONG' | 'QUAD' | 'SQUAD') '(' expression ')' ';'?
  | 'FILL' '(' expression ')' ';'?
  | 'KEEP' '(' inputs ')'
  | 'CONSTRUCTORS'
  | 'SORT' '(' 'CONSTRUCTORS' ')'
  | include
  | inputs
  | ';'
  ;

inputs: excluded? name ('(' (sectionPattern ','?)* ')')?;

excluded: 'EXCLUDE_FILE' '(' name* ')';

sectionPattern: excluded? name | sort=sortKeyword '(' (excluded? sectionPattern ','?)+ ')';

sortKeyword
  : 'SORT' | 'SORT_BY_NAME' | 'SORT_BY_ALIGNMENT' | 'SORT_BY_INIT_PRIORITY' | 'SORT_NONE' | 'REVERSE'
  ;

expression
  : operator=('-' | '+' | '~' | '!') expression                   # unary
  | expression operator=('*' | '/' | '%') expression              # binary
  | expression operator=('+' | '-') expression                    # binary
  | expression operator=('<<' | '>>') expression                  # binary
  | expression operator=('<' | '<=' | '>' | '>=') expression      # binary
  | expression operator=('==' | '!=') expression                  # binary
  | expression operator='&' expression                            # binary
  | expression operator='^' expression                            # binary
  | expression operator='|' expression                            # binary
  | expression operator='&&' expression                           # binary
  | expression operator='||' expression                           # binary
  | <assoc=right> expression '?' expression ':' expression        # conditional
  | NUMBER                                                        # number
  | function=('ALIGN' | NAME) '(' (argument (',' argument)*)? ')' # call
  | NAME                                                          # symbol
  | '(' expression ')'                                            # group
  ;

argument: STRING | '/DISCARD/' | expression;

// One name of a file, a section, a region, with wildcards where they fit.
name: STRING | '/DISCARD/' | piece ({touching()}? piece)*;

piece: NAME | NUMBER | '*' | '?' | '[' | ']' | '-' | '+' | '/' | '^' | '!' | '~' | '\\' | ':' {touching()}? ;

NUMBER: ('0' [xX] [0-9a-fA-F]+ | [0-9]+) [kKmM]?;
NAME: [A-Za-z_.$] [A-Za-z0-9_.$]*;
STRING: '"' ~["\r\n]* '"';
COMMENT: '/*' .*? '*/' -> skip;
SPACE: [ \t\r\n\f]+ -> skip;
UNEXPECTED: .;
