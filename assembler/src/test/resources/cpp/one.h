#define ONE 1
one here __FILE__
