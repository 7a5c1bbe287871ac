#include "CCurl.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>

static struct {
    CURLcode (*global_init)(long);
    CURL *(*easy_init)(void);
    void (*easy_cleanup)(CURL *);
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
    void (*slist_free_all)(struct curl_slist *);
    CURLM *(*multi_init)(void);
    CURLMcode (*multi_cleanup)(CURLM *);
    CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
    CURLMcode (*multi_add_handle)(CURLM *, CURL *);
    CURLMcode (*multi_remove_handle)(CURLM *, CURL *);
    CURLMcode (*multi_socket_action)(CURLM *, curl_socket_t, int, int *);
    CURLMsg *(*multi_info_read)(CURLM *, int *);
} curl;

/// What the package libcurl4 brings; the name without a number comes with libcurl4-openssl-dev only.
static const char library_name[] = "libcurl.so.4";

static const char *load(void) {
    void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    const struct {
        const char *name;
        void **place;
    } functions[] = {
        {"curl_global_init", (void **)&curl.global_init},
        {"curl_easy_init", (void **)&curl.easy_init},
        {"curl_easy_cleanup", (void **)&curl.easy_cleanup},
        {"curl_easy_setopt", (void **)&curl.easy_setopt},
        {"curl_easy_getinfo", (void **)&curl.easy_getinfo},
        {"curl_slist_append", (void **)&curl.slist_append},
        {"curl_slist_free_all", (void **)&curl.slist_free_all},
        {"curl_multi_init", (void **)&curl.multi_init},
        {"curl_multi_cleanup", (void **)&curl.multi_cleanup},
        {"curl_multi_setopt", (void **)&curl.multi_setopt},
        {"curl_multi_add_handle", (void **)&curl.multi_add_handle},
        {"curl_multi_remove_handle", (void **)&curl.multi_remove_handle},
        {"curl_multi_socket_action", (void **)&curl.multi_socket_action},
        {"curl_multi_info_read", (void **)&curl.multi_info_read},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        *functions[i].place = dlsym(library, functions[i].name);
        if (*functions[i].place == NULL) return dlerror();
    }
    return curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? NULL : "libcurl cannot be initialised";
}

/// Empty when the library is there.
static char flaw[256];

static void load_once(void) {
    const char *what = load();
    snprintf(flaw, sizeof flaw, "%s", what == NULL ? "" : what);
}

const char *kq_curl_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_once);
    return flaw[0] == 0 ? NULL : flaw;
}

CURL *kq_easy_make(void) { return curl.easy_init(); }
void kq_easy_end(CURL *easy) { curl.easy_cleanup(easy); }

CURLcode kq_easy_set_number(CURL *easy, CURLoption option, long number) {
    return curl.easy_setopt(easy, option, number);
}

CURLcode kq_easy_set_text(CURL *easy, CURLoption option, const char *text) {
    return curl.easy_setopt(easy, option, text);
}

CURLcode kq_easy_set_pointer(CURL *easy, CURLoption option, void *pointer) {
    return curl.easy_setopt(easy, option, pointer);
}

CURLcode kq_easy_set_body(CURL *easy, const void *bytes, size_t count) {
    CURLcode code = curl.easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : curl.easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode kq_easy_set_intake(CURL *easy, curl_write_callback head, curl_write_callback body, void *owner) {
    curl.easy_setopt(easy, CURLOPT_HEADERDATA, owner);
    curl.easy_setopt(easy, CURLOPT_WRITEDATA, owner);
    CURLcode code = curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, head);
    return code != CURLE_OK ? code : curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
}

CURLcode kq_easy_set_opener(CURL *easy, curl_opensocket_callback open, void *owner) {
    curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, owner);
    return curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
}

long kq_easy_number(CURL *easy, CURLINFO info) {
    long number = 0;
    return curl.easy_getinfo(easy, info, &number) == CURLE_OK ? number : 0;
}

long long kq_easy_size(CURL *easy, CURLINFO info) {
    curl_off_t size = -1;
    return curl.easy_getinfo(easy, info, &size) == CURLE_OK ? size : -1;
}

const char *kq_easy_text(CURL *easy, CURLINFO info) {
    char *text = NULL;
    return curl.easy_getinfo(easy, info, &text) == CURLE_OK ? text : NULL;
}

struct curl_slist *kq_list_add(struct curl_slist *list, const char *text) { return curl.slist_append(list, text); }
void kq_list_end(struct curl_slist *list) { curl.slist_free_all(list); }

int kq_address_text(const struct curl_sockaddr *address, char *text, size_t room) {
    const void *generic = &address->addr;
    const void *number = NULL;
    if (address->family == AF_INET) number = &((const struct sockaddr_in *)generic)->sin_addr;
    if (address->family == AF_INET6) number = &((const struct sockaddr_in6 *)generic)->sin6_addr;
    return number != NULL && inet_ntop(address->family, number, text, (socklen_t)room) != NULL;
}

CURLM *kq_multi_make(void) { return curl.multi_init(); }
void kq_multi_end(CURLM *multi) { curl.multi_cleanup(multi); }

CURLMcode kq_multi_set_watcher(CURLM *multi, curl_socket_callback watch, curl_multi_timer_callback time, void *owner) {
    curl.multi_setopt(multi, CURLMOPT_SOCKETDATA, owner);
    curl.multi_setopt(multi, CURLMOPT_TIMERDATA, owner);
    CURLMcode code = curl.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, watch);
    return code != CURLM_OK ? code : curl.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, time);
}

CURLMcode kq_multi_add(CURLM *multi, CURL *easy) { return curl.multi_add_handle(multi, easy); }
CURLMcode kq_multi_remove(CURLM *multi, CURL *easy) { return curl.multi_remove_handle(multi, easy); }

CURLMcode kq_multi_act(CURLM *multi, curl_socket_t socket, int events) {
    int running = 0;
    return curl.multi_socket_action(multi, socket, events, &running);
}

CURL *kq_multi_ended(CURLM *multi, CURLcode *result) {
    int waiting = 0;
    CURLMsg *message;
    while ((message = curl.multi_info_read(multi, &waiting)) != NULL) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return NULL;
}
