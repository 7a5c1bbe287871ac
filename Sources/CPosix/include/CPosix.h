#include "crc32c.h"
int kq_stub(void);
