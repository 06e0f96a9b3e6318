// A header of 512 bytes, the file filled up to a multiple of that, zeros.
#include "engine/tar_archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ullage::engine {

namespace {

constexpr std::size_t block = 512;

std::optional<std::uint64_t> octal(std::string_view field) {
  return parse_number(field.substr(0, field.find_first_of(std::string_view("\0 ", 2))), 8);
}

}  // namespace

std::string tar_of(std::string_view name, std::string_view content) {
  std::array<char, block> header{};
  const auto put = [&](std::size_t at, const std::string& text) {
    std::copy(text.begin(), text.end(), header.begin() + at);
  };
  put(0, std::string(name));
  put(100, "0000755");
  put(108, "0000000");
  put(116, "0000000");
  put(124, fmt::format("{:011o}", content.size()));
  put(136, "00000000000");
  put(148, "        ");  // the checksum counts itself as blanks
  put(156, "0");
  put(257, "ustar");
  put(263, "00");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, fmt::format("{:06o}", sum) + '\0');

  std::string tar(header.data(), header.size());
  tar += content;
  tar.resize((tar.size() + block - 1) / block * block + 2 * block);
  return tar;
}

std::optional<TarFile> first_file(std::string_view tar) {
  if (tar.size() < block || tar.substr(257, 5) != "ustar" || tar[156] != '0') return std::nullopt;
  const auto mode = octal(tar.substr(100, 8));
  const auto size = octal(tar.substr(124, 12));
  if (!mode || !size || *size > tar.size() - block) return std::nullopt;
  return TarFile{static_cast<unsigned>(*mode & 07777), std::string(tar.substr(block, *size))};
}

}  // namespace ullage::engine
