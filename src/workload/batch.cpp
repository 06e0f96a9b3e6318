// Painting frames and checking them.
#include "workload/batch.h"

#include <algorithm>
#include <cstring>

namespace ullage::workload {

namespace {

constexpr std::size_t page = 4096;
using Word = std::uint64_t;

Word seed_of(std::uint64_t index, std::size_t tensor) {
  return (index + 1) * 0x9e3779b97f4a7c15 ^ (tensor + 1) * 0xc2b2ae3d27d4eb4f;
}

Word word_at(Word seed, std::size_t position) { return seed + position * 0xff51afd7ed558ccd; }

void paint_tensor(std::span<std::byte> memory, Word seed) {
  for (std::size_t at = 0; at < memory.size(); at += sizeof(Word)) {
    const Word word = word_at(seed, at / sizeof(Word));
    std::memcpy(&memory[at], &word, std::min(sizeof word, memory.size() - at));
  }
}

bool has_word(std::span<const std::byte> memory, Word seed, std::size_t at) {
  const Word word = word_at(seed, at / sizeof(Word));
  return std::memcmp(&memory[at], &word, std::min(sizeof word, memory.size() - at)) == 0;
}

bool tensor_intact(std::span<const std::byte> memory, Word seed) {
  for (std::size_t at = 0; at < memory.size(); at += page) {
    const std::size_t end = std::min(at + page, memory.size());
    if (!has_word(memory, seed, at) || !has_word(memory, seed, (end - 1) / sizeof(Word) * sizeof(Word))) return false;
  }
  return true;
}

}  // namespace

void Batch::paint() {
  for (std::size_t i = 0; i < tensors.size(); ++i) paint_tensor(tensors[i].memory(), seed_of(index, i));
}

void Batch::paint_last() { paint_tensor(tensors.back().memory(), seed_of(index, tensors.size() - 1)); }

bool Batch::intact() const {
  for (std::size_t i = 0; i < tensors.size(); ++i)
    if (!tensor_intact(tensors[i].memory(), seed_of(index, i))) return false;
  return true;
}

Bytes Batch::footprint() const {
  Bytes sum;
  for (const Segment& tensor : tensors) sum += round_up_to_page({tensor.memory().size()});
  return sum;
}

}  // namespace ullage::workload
