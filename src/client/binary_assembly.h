// A binary event or acknowledgement and the frames that belong to it. The bytes stay with the host;
// here they are numbers, counted until all of a packet's have come.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/id.h"
#include "base/list.h"
#include "client/effect.h"

namespace messaging {

class BinaryAssembly {
  public:
    // The largest packet that is put together; a peer that sends more gets none of it delivered.
    static constexpr std::uint64_t bytes_max = 16'000'000;

    struct Whole {
        Text text;
        List<AttachmentNumber> attachments;
    };

    // `text` waits for `count` attachments. One that waited before is given up.
    void begin(std::string_view text, std::uint32_t count, Effects& effects);
    // The packet, once this was the last of its attachments.
    std::optional<Whole> add(AttachmentNumber attachment, std::uint32_t bytes, Effects& effects);
    void abandon(Effects& effects);

  private:
    Text text_;
    std::uint32_t missing_ = 0;
    std::uint64_t bytes_ = 0;
    List<AttachmentNumber> attachments_;
};

}  // namespace messaging
