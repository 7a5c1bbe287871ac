// JSON texts (RFC 8259), read by RapidJSON into one flat list of values.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { KQ_JSON_NULL, KQ_JSON_FLAG, KQ_JSON_NUMBER, KQ_JSON_TEXT, KQ_JSON_OBJECT, KQ_JSON_LIST } kq_json_kind;

// One value. Behind an object or a list stands what is inside it, up to `next`.
typedef struct {
    kq_json_kind kind;
    uint32_t next;
    // UTF-8; null for what is no member of an object.
    const char *name;
    // Of a text: UTF-8. Of a number: its digits as they stand there. Of a flag: null for false.
    const char *text;
    uint32_t name_length;
    uint32_t text_length;
} kq_json_value;

typedef struct kq_json kq_json;

// Numbers of one text that no double holds, at the most: each has the text read once more.
#define KQ_JSON_MOST_HUGE 16

// Reads a text whole, with nothing behind it; null when it is not JSON in UTF-8, or nested deeper than `deepest`.
kq_json *kq_json_read(const char *text, size_t length, unsigned deepest);
// In the order in which they stand there, the whole text's first; valid until it is freed.
const kq_json_value *kq_json_values(const kq_json *json);
void kq_json_free(kq_json *json);

#ifdef __cplusplus
}
#endif
