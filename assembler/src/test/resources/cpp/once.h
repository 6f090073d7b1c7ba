#pragma once
once __INCLUDE_LEVEL__
