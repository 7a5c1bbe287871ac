#include "CloseFrom.h"
int kq_stub(void);
