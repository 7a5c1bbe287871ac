int kq_stub(void){return 0;}
