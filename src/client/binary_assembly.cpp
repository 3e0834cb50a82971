#include "client/binary_assembly.h"

#include <utility>

namespace messaging {

void BinaryAssembly::begin(std::string_view text, std::uint32_t count, Effects& effects) {
    abandon(effects);
    text_ = text;
    missing_ = count;
}

std::optional<BinaryAssembly::Whole> BinaryAssembly::add(AttachmentNumber attachment,
                                                         std::uint32_t bytes, Effects& effects) {
    attachments_.push_back(attachment);
    bytes_ += bytes;
    if (missing_ == 0 || bytes_ > bytes_max) {
        abandon(effects);
        return std::nullopt;
    }
    --missing_;
    if (missing_ > 0) return std::nullopt;
    return Whole{std::exchange(text_, {}), std::exchange(attachments_, {})};
}

void BinaryAssembly::abandon(Effects& effects) {
    if (!attachments_.empty()) effects.add(DropAttachments{std::move(attachments_)});
    attachments_.clear();
    text_ = {};
    missing_ = 0;
    bytes_ = 0;
}

}  // namespace messaging
