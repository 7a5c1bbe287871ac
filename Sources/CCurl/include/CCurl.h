// libcurl, found when it is first needed, and the calls of its that Swift cannot make: those with a variable list of
// arguments.
//
// It is not linked. With the thirty libraries behind it a process has 155 more mappings, which it resolves at its start
// (17 ms) and copies at every fork: 158 us of the parent's time instead of 41 for a bare process (EPYC, 2 cores, n = 1,000,
// three rounds alike). A fleet that makes no request must not pay for that.
#ifndef KQ_CCURL_H
#define KQ_CCURL_H

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stddef.h>

/// Loads and initialises the library, once for this process and all its later forks: call it first of all, in a process
/// with one thread. Returns NULL when it is there, else why it is not.
const char *kq_curl_load(void);

// One transfer.

CURL *kq_easy_make(void);
void kq_easy_end(CURL *easy);
CURLcode kq_easy_set_number(CURL *easy, CURLoption option, long number);
/// A copy is taken.
CURLcode kq_easy_set_text(CURL *easy, CURLoption option, const char *text);
/// For lists and owners: no copy is taken.
CURLcode kq_easy_set_pointer(CURL *easy, CURLoption option, void *pointer);
/// The body to send; a copy is taken.
CURLcode kq_easy_set_body(CURL *easy, const void *bytes, size_t count);
/// Both get `owner` as their last argument.
CURLcode kq_easy_set_intake(CURL *easy, curl_write_callback head, curl_write_callback body, void *owner);
CURLcode kq_easy_set_opener(CURL *easy, curl_opensocket_callback open, void *owner);

long kq_easy_number(CURL *easy, CURLINFO info);
/// -1 where it is not known.
long long kq_easy_size(CURL *easy, CURLINFO info);
/// NULL for none; valid as long as the transfer.
const char *kq_easy_text(CURL *easy, CURLINFO info);

/// NULL when there is no memory; then the old list is still there.
struct curl_slist *kq_list_add(struct curl_slist *list, const char *text);
void kq_list_end(struct curl_slist *list);

/// Writes the numeric address that a socket is about to be opened for; 0 for a family that is no IP, or too little room.
int kq_address_text(const struct curl_sockaddr *address, char *text, size_t room);

// All transfers of one loop.

CURLM *kq_multi_make(void);
void kq_multi_end(CURLM *multi);
CURLMcode kq_multi_set_watcher(CURLM *multi, curl_socket_callback watch, curl_multi_timer_callback time, void *owner);
CURLMcode kq_multi_add(CURLM *multi, CURL *easy);
CURLMcode kq_multi_remove(CURLM *multi, CURL *easy);
CURLMcode kq_multi_act(CURLM *multi, curl_socket_t socket, int events);
/// The next transfer that has ended, and how; NULL when there is none.
CURL *kq_multi_ended(CURLM *multi, CURLcode *result);

#endif
