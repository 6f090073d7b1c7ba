// One statement of GNU assembly for RISC-V: what stands between two statement ends, after macros and conditionals.
//
// The grammar knows shapes only. Mnemonics, directives, registers and modifiers are names; what they mean, and the
// precedence of operators, is decided in Java. Comments up to the end of the line never arrive here.
grammar Assembly;

statement   : label* (assignment | command)? EOF ;
condition   : expression EOF ;                              // the operand of .if, .rept and their like

label       : (NAME | INTEGER) COLON ;
assignment  : (NAME | HERE) ASSIGN expression ;
command     : NAME (operand? (COMMA operand?)*) ;

operand     : expression (OPEN NAME CLOSE)?                 // 8(sp), (a0), %lo(x)(a1), a0, 1+2
            | STRING+
            ;

expression  : term (operator term)* ;
term        : (MINUS | TILDE | BANG | PLUS)* primary ;
primary     : INTEGER
            | CHARACTER
            | LOCAL
            | DECIMAL
            | HERE
            | NAME (AT NAME)?                               // call puts@plt
            | OPEN expression CLOSE
            | PERCENT NAME (OPEN expression CLOSE)?         // %hi(x); %function
            | AT NAME                                       // @progbits
            ;
operator    : STAR | SLASH | PERCENT | LEFT | RIGHT | OR | AND | XOR | BANG BANG | BANG | PLUS | MINUS
            | EQUAL | NOT_EQUAL | LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | ALSO | ELSE
            ;

DECIMAL     : DIGIT+ '.' DIGIT* EXPONENT?
            | '.' DIGIT+ EXPONENT?
            | DIGIT+ EXPONENT
            | '0' [fFdD] [+-]? DIGIT* '.'? DIGIT+ EXPONENT? // 0f1.5: the leading letters say nothing
            ;
LOCAL       : DIGIT+ [fb] ;
INTEGER     : (DIGIT+ | '0' [xX] [0-9a-fA-F]+ | '0' [bB] [01]+) [uU]? [lL]? [lL]? ;
BAD_NUMBER  : DIGIT [a-zA-Z0-9_.$]* ;
HERE        : '.' ;                                       // before NAME, which would take it
NAME        : [a-zA-Z_.$\u0080-\uffff] [a-zA-Z0-9_.$\u0080-\uffff]* ;
STRING      : '"' (~["\\\n] | '\\' .)* '"' ;
BAD_STRING  : '"' (~["\\\n] | '\\' .)* ;
CHARACTER   : '\'' ('\\' . | ~[\\\n]) '\''? ;

COLON : ':' ;  COMMA : ',' ;  OPEN : '(' ;  CLOSE : ')' ;  ASSIGN : '=' ;  AT : '@' ;
PLUS : '+' ;  MINUS : '-' ;  TILDE : '~' ;  BANG : '!' ;  STAR : '*' ;  SLASH : '/' ;  PERCENT : '%' ;
LEFT : '<<' ;  RIGHT : '>>' ;  OR : '|' ;  AND : '&' ;  XOR : '^' ;
EQUAL : '==' ;  NOT_EQUAL : '!=' | '<>' ;
LESS : '<' ;  LESS_EQUAL : '<=' ;  GREATER : '>' ;  GREATER_EQUAL : '>=' ;
ALSO : '&&' ;  ELSE : '||' ;

COMMENT     : '/*' .*? '*/' -> skip ;
SPACE       : [ \t\r\n\f]+ -> skip ;                        // a newline stands inside a comment only
UNKNOWN     : . ;

fragment DIGIT    : [0-9] ;
fragment EXPONENT : [eE] [+-]? DIGIT+ ;
