#include "CJSON.h"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

struct kq_json {
    std::vector<kq_json_value> values;
    // Names and texts; what an escape stands for is never longer than the escape.
    std::unique_ptr<char[]> bytes;
};

namespace {

class Handler {
public:
    Handler(kq_json &json, const char *whole, const rapidjson::MemoryStream &stream, unsigned deepest)
        : json(json), whole(whole), stream(stream), free(json.bytes.get()), deepest(deepest) {}

    bool Null() { return add(KQ_JSON_NULL, nullptr, 0); }
    bool Bool(bool flag) { return add(KQ_JSON_FLAG, flag ? "" : nullptr, 0); }
    // It ends where the reader is. What the reader saw of it may not be what stands there: see below.
    bool RawNumber(const char *, rapidjson::SizeType length, bool) {
        return add(KQ_JSON_NUMBER, keep(whole + stream.Tell() - length, length), length);
    }
    bool String(const char *text, rapidjson::SizeType length, bool) {
        return !has_surrogate(text, length) && add(KQ_JSON_TEXT, keep(text, length), length);
    }
    bool Key(const char *text, rapidjson::SizeType length, bool) {
        name = keep(text, length);
        name_length = length;
        return !has_surrogate(text, length);
    }
    bool StartObject() { return open(KQ_JSON_OBJECT); }
    bool StartArray() { return open(KQ_JSON_LIST); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }

    // Numbers are asked for as they stand there.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(int64_t) { return false; }
    bool Uint64(uint64_t) { return false; }
    bool Double(double) { return false; }

private:
    bool add(kq_json_kind kind, const char *text, rapidjson::SizeType length) {
        json.values.push_back({kind, uint32_t(json.values.size() + 1), name, text, name_length, length});
        name = nullptr;
        name_length = 0;
        return true;
    }

    bool open(kq_json_kind kind) {
        if (opened.size() == deepest) return false;
        opened.push_back(json.values.size());
        return add(kind, nullptr, 0);
    }

    bool close() {
        json.values[opened.back()].next = uint32_t(json.values.size());
        opened.pop_back();
        return true;
    }

    // The reader takes an escaped low surrogate that stands alone: what comes of it is not UTF-8.
    static bool has_surrogate(const char *text, size_t length) {
        const char *end = text + length;
        while ((text = static_cast<const char *>(std::memchr(text, 0xED, size_t(end - text))))) {
            if (++text < end && static_cast<unsigned char>(*text) >= 0xA0) return true;
        }
        return false;
    }

    const char *keep(const char *text, rapidjson::SizeType length) {
        std::memcpy(free, text, length);
        free += length;
        return free - length;
    }

    kq_json &json;
    const char *whole;
    const rapidjson::MemoryStream &stream;
    char *free;
    const char *name = nullptr;
    uint32_t name_length = 0;
    std::vector<size_t> opened;
    const unsigned deepest;
};

constexpr unsigned flags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

}  // namespace

kq_json *kq_json_read(const char *text, size_t length, unsigned deepest) {
    if (length > UINT32_MAX / 2) return nullptr;
    auto json = std::make_unique<kq_json>();
    json->bytes.reset(new char[length + 1]);
    json->values.reserve(32);
    // A number beyond every double is an error to the reader, though nobody may ever ask for it: such a one is shown to it
    // as a zero of the same length.
    std::string tamed;
    for (int attempt = 0; attempt <= KQ_JSON_MOST_HUGE; attempt++) {
        json->values.clear();
        rapidjson::MemoryStream stream(tamed.empty() ? text : tamed.data(), length);
        Handler handler(*json, text, stream, deepest);
        rapidjson::Reader reader;
        const auto result = reader.Parse<flags>(stream, handler);
        // A zero byte ends the text for the reader; where there is one, the text is not read whole.
        if (!result.IsError()) return stream.Tell() == length ? json.release() : nullptr;
        if (result.Code() != rapidjson::kParseErrorNumberTooBig) return nullptr;
        if (tamed.empty()) tamed.assign(text, length);
        const size_t begin = result.Offset();
        const size_t end = std::min(tamed.find_first_not_of("+-.0123456789Ee", begin), length);
        tamed.replace(begin, end - begin, "0." + std::string(end - begin - 2, '0'));
    }
    return nullptr;
}

const kq_json_value *kq_json_values(const kq_json *json) { return json->values.data(); }

void kq_json_free(kq_json *json) { delete json; }
