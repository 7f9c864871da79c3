/*
 * Feeds the core invalid input and checks the invariants after every poll. Two entry points:
 *
 *   fuzz COUNT SEED            its own generator: good requests, damaged ones, noise, jumps of the clock, resets
 *   LLVMFuzzerTestOneInput     libFuzzer: make fuzz-clang
 *
 * Every input is a stream of single bytes; 0x80 and above are commands to the simulated hardware.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core.h"

#define GUARD 0xa5a5a5a5u

typedef struct {
  uint32_t before;
  qp_core core;
  uint32_t after;
} guarded;

static guarded box = {GUARD, {0}, GUARD};
static uint32_t now;
static int waiting = -1;
static uint8_t kept[QP_RECORD_SIZE], fans[QP_FANS_MAX], relays;
static bool is_kept, is_broken;
static unsigned long moves, answers;
static qp_board board;
static bool is_allowed[256];

static void die(const char *what) {
  fprintf(stderr, "broken: %s at %lu ms\n", what, (unsigned long)now);
  abort();
}

static uint32_t now_ms(void *context) { return (void)context, now; }

static int read_byte(void *context) {
  int byte = waiting;
  (void)context;
  waiting = -1;
  return byte;
}

/* Every line sent is whole, short, of allowed characters, and has the right checksum by a second implementation. */
static void write_bytes(void *context, const char *bytes, size_t count) {
  static const char hex[] = "0123456789ABCDEF";
  uint16_t crc = 0xffff;
  (void)context;
  answers++;
  if (count < 8 || count > QP_LINE_MAX + 1 || bytes[count - 1] != '\n') die("frame of a line");
  for (size_t i = 0; i < count - 6; i++) {
    if (!is_allowed[(unsigned char)bytes[i]]) die("character");
    crc = (uint16_t)(crc ^ (uint16_t)((unsigned char)bytes[i] << 8));
    for (int bit = 0; bit < 8; bit++) crc = (uint16_t)(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
  }
  if (bytes[count - 6] != '*') die("star");
  for (size_t i = 0; i < 4; i++)
    if (bytes[count - 5 + i] != hex[(crc >> (12 - 4 * i)) & 15]) die("checksum of a line");
}

static void set_fan(void *context, uint8_t fan, uint8_t percent) {
  (void)context;
  if (fan >= board.fans || percent > 100) die("fan");
  fans[fan] = percent;
  moves++;
}

static void set_relays(void *context, uint8_t pattern) {
  (void)context;
  if (pattern >> board.relays != 0) die("relays");
  relays = pattern;
  moves++;
}

static uint16_t read_rpm(void *context, uint8_t fan) { return (void)context, (uint16_t)(now * (fan + 1u)); }
static int16_t read_temp(void *context, uint8_t sensor) { return (void)context, (int16_t)(now * 7 + sensor); }
static uint8_t read_inputs(void *context) { return (void)context, (uint8_t)now; }
static qp_door read_door(void *context) { return (void)context, (qp_door)(now % 3); }

static bool load(void *context, uint8_t record[QP_RECORD_SIZE]) {
  (void)context;
  memcpy(record, kept, sizeof kept);
  return is_kept;
}

static bool store(void *context, const uint8_t record[QP_RECORD_SIZE]) {
  (void)context;
  if (is_broken) return false;
  memcpy(kept, record, sizeof kept);
  return is_kept = true;
}

static const qp_hal hal = {NULL,     now_ms,    read_byte,   write_bytes, set_fan, set_relays,
                           read_rpm, read_temp, read_inputs, read_door,   load,    store,       NULL};

static void check(void) {
  const qp_core *core = &box.core;
  const qp_outputs *wanted = core->why == QP_COMMANDED ? &core->applied : &core->failsafe;
  if (box.before != GUARD || box.after != GUARD) die("guard");
  if (core->in_length > QP_LINE_MAX + 1) die("length");
  if ((core->why == QP_COMMANDED) != (core->set_seq != 0)) die("set without command");
  if (core->why == QP_COMMANDED && now - core->lease_from_ms >= core->lease_ms) die("lease has ended");
  if (core->why == QP_COMMANDED && core->lease_ms > QP_LEASE_MAX_MS) die("lease without end");
  if (memcmp(&core->applied, wanted, sizeof *wanted) != 0) die("neither commanded nor fail-safe");
  if (memcmp(core->applied.fans, fans, board.fans) != 0 || core->applied.relays != relays) die("outputs");
}

static void start(qp_reset cause) {
  board.reset = cause;
  qp_start(&box.core, &hal, &board);
  check();
}

static void poll(void) {
  qp_poll(&box.core);
  check();
}

static void order(uint8_t what) {
  if (what < 0xc0) now += what - 0x80u;
  else if (what < 0xf0) now += (what - 0xc0u) * 100;
  else if (what == 0xf0) now += 0x7fffffff;
  else if (what == 0xf1) now = UINT32_MAX - 50;
  else if (what == 0xf2) is_broken = !is_broken;
  else if (what == 0xf3) kept[now % sizeof kept] ^= 1;
  else if (what < 0xfc) waiting = what;
  else start((qp_reset)(what - 0xfc));
}

static void run(const uint8_t *input, size_t size) {
  static const qp_board boards[] = {
      {"1.0.0", "fuzz", 2, 8, 2, 4, true, QP_RESET_POWER},
      {"123456789.12", "abcdefghijklm_-.", 4, 8, 4, 8, true, QP_RESET_POWER},
      {"0", "0", 0, 0, 0, 0, false, QP_RESET_POWER},
  };
  for (const char *at = "abcdefghijklmnopqrstuvwxyz0123456789 =,._-"; *at != '\0'; at++) is_allowed[(int)*at] = true;
  board = boards[size == 0 ? 0 : input[0] % 3];
  is_kept = is_broken = false;
  now = 0;
  start(QP_RESET_POWER);
  for (size_t i = 0; i < size; i++) {
    if (input[i] < 0x80) waiting = input[i];
    else order(input[i]);
    poll();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size) {
  run(input, size);
  return 0;
}

#ifndef QP_LIBFUZZER
static uint32_t seed;

/* xorshift32 (Marsaglia). */
static uint32_t draw(uint32_t below) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed % below;
}

static size_t put_request(char *text, unsigned seq) {
  static const char *const topics[] = {"state", "sense", "failsafe", "x"};
  char list[64], contacts[16];
  size_t length = 0, count = draw(8) ? board.relays : draw(16);
  list[0] = '\0';
  for (unsigned i = 0, n = draw(8) ? board.fans : draw(14); i < n; i++)
    length += (size_t)snprintf(list + length, sizeof list - length, i > 0 ? ",%u" : "%u", (unsigned)draw(102));
  for (size_t i = 0; i < count; i++) contacts[i] = (char)('0' + draw(2));
  contacts[count] = '\0';
  const char *fan_list = list[0] ? list : "-", *pattern = contacts[0] ? contacts : "-";
  switch (draw(8)) {
    case 0: return (size_t)sprintf(text, "who %u min=%u max=%u", seq, 1 + (unsigned)draw(2), (unsigned)draw(4));
    case 1: return (size_t)sprintf(text, "get %u what=%s", seq, topics[draw(4)]);
    case 2: return (size_t)sprintf(text, "keep %u fans=%s relays=%s", seq, fan_list, pattern);
    case 3: return (size_t)sprintf(text, draw(2) ? "ping %u" : "ack %u a=%s", seq, fan_list);
    default: break;
  }
  unsigned lease = 400 + 50 * (unsigned)draw(60);
  return (size_t)sprintf(text, "set %u lease=%u fans=%s relays=%s", seq, lease, fan_list, pattern);
}

/* Flips some bits; drops, doubles or replaces some characters. */
static size_t damage(char *text, size_t length) {
  for (uint32_t left = 1 + draw(3); left > 0 && length > 1; left--) {
    size_t at = draw((uint32_t)length);
    switch (draw(4)) {
      case 0: text[at] = (char)(text[at] ^ (1 << draw(7))); break;
      case 1: text[at] = (char)draw(128); break;
      case 2: memmove(text + at, text + at + 1, --length - at); break;
      default: memmove(text + at + 1, text + at, length++ - at);
    }
  }
  return length;
}

/* One input: a board, a greeting, valid and invalid requests, with time between them. */
static size_t generate(uint8_t *input, size_t room) {
  static unsigned seq;
  char text[200];
  size_t size = 0;
  input[size++] = (uint8_t)draw(3);
  board.fans = input[0] == 0 ? 2 : input[0] == 1 ? 4 : 0;
  board.relays = input[0] == 2 ? 0 : 8;
  input[size++] = '\n';
  for (uint32_t left = 2 + draw(4); left > 0; left--) {
    seq = draw(10) ? seq + 1 : draw(70000);
    unsigned number = seq & 0xffff;
    size_t length = draw(3) ? put_request(text, number) : (size_t)sprintf(text, "who %u min=1 max=1", number);
    bool is_early = draw(6) == 0;
    if (is_early) length = damage(text, length);
    length += (size_t)sprintf(text + length, "*%04X", qp_crc16(text, length));
    if (!is_early && draw(6) == 0) length = damage(text, length);
    if (draw(16) == 0)
      for (size_t i = 0; i < length; i++) text[i] = (char)draw(256);
    if (draw(16) == 0) length = draw(8);
    if (size + length + 8 > room) break;
    memcpy(input + size, text, length);
    size += length;
    if (draw(20)) input[size++] = '\n';
    if (draw(2)) input[size++] = (uint8_t)(0x80 + draw(draw(4) ? 0x70 : 0x80));
    if (draw(20) == 0) input[size++] = 0xf3, input[size++] = 0xfd;
  }
  return size;
}

int main(int count, char **words) {
  if (count != 3) return fputs("usage: fuzz COUNT SEED\n", stderr), 64;
  unsigned long inputs = strtoul(words[1], NULL, 10);
  uint8_t input[1200];
  seed = (uint32_t)strtoul(words[2], NULL, 10) | 1u;
  for (unsigned long i = 0; i < inputs; i++) run(input, generate(input, sizeof input));
  printf("%lu inputs, %lu lines out, %lu moves\n", inputs, answers, moves);
  return 0;
}
#endif
