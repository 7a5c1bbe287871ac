int kq_stub(void);
