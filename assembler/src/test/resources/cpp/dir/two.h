two
#include "three.h"