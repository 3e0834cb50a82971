#include "base/json.h"

#include "base/json_parser.h"

namespace messaging::json {

std::optional<Document> Document::parse(std::string_view text) {
    Document document;
    if (!Parser(document).parse(text)) return std::nullopt;
    return document;
}

bool Value::is_object() const {
    return exists() && document_->nodes_[node_].type == Document::Type::object;
}

bool Value::is_array() const {
    return exists() && document_->nodes_[node_].type == Document::Type::array;
}

bool Value::is_null() const {
    return exists() && document_->nodes_[node_].type == Document::Type::null;
}

std::optional<std::string_view> Value::string() const {
    if (!exists()) return std::nullopt;
    const auto& node = document_->nodes_[node_];
    if (node.type != Document::Type::string) return std::nullopt;
    return document_->text_of(node);
}

Text Value::id() const {
    if (const auto text = string()) return Text(*text);
    if (const auto number = integer()) return Text(decimal(*number));
    return {};
}

std::optional<std::int64_t> Value::integer() const {
    if (!exists()) return std::nullopt;
    const auto& node = document_->nodes_[node_];
    if (node.type != Document::Type::integer) return std::nullopt;
    return node.integer;
}

std::optional<bool> Value::boolean() const {
    if (!exists()) return std::nullopt;
    const auto& node = document_->nodes_[node_];
    if (node.type != Document::Type::boolean) return std::nullopt;
    return node.integer != 0;
}

Value Value::operator[](std::string_view key) const {
    Value found;
    if (!is_object()) return found;
    const Document::Node* nodes = document_->nodes_.get();
    std::uint32_t at = node_ + 1;
    while (at < nodes[node_].end) {
        const std::uint32_t member = at + 1;
        if (document_->text_of(nodes[at]) == key) found = {document_, member};
        at = nodes[member].end;
    }
    return found;
}

[[gnu::noinline]] Value Value::operator[](const char* key) const {
    return (*this)[std::string_view(key)];
}

Value Value::operator[](int index) const {
    for (const auto value : *this) {
        if (index == 0) return value;
        --index;
    }
    return {};
}

std::uint32_t Value::place() const { return is_object() ? document_->nodes_[node_].begin : 0; }

std::size_t Value::size() const {
    return is_array() || is_object() ? document_->nodes_[node_].size : 0;
}

Value::Iterator Value::begin() const {
    return is_array() ? Iterator(document_, node_ + 1) : Iterator(document_, 0);
}

Value::Iterator Value::end() const {
    return is_array() ? Iterator(document_, document_->nodes_[node_].end) : Iterator(document_, 0);
}

Value::Iterator& Value::Iterator::operator++() {
    node_ = document_->nodes_[node_].end;
    return *this;
}

}  // namespace messaging::json
