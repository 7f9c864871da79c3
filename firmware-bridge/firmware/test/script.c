/*
 * Runs the core on a scripted clock and hardware, for comparison with the simulated board of the gateway.
 *
 * stdin    "+ 250"  lets 250 ms pass, a poll each     "> 70696e67"  bytes arrive, in hex
 *          "r watchdog"  resets with that cause       "b"  breaks the memory of the fail-safe
 *          "n"  starts with a new board
 * stdout   "< line"  was sent     "fan 1 60"  "relays 10100000"  were set     "update"  gone to the boot loader
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core.h"

static uint32_t now;
static char bytes[1024];
static size_t bytes_at, bytes_end;
static uint8_t kept[QP_RECORD_SIZE];
static bool is_kept, is_broken, is_gone;

static uint32_t now_ms(void *context) { return (void)context, now; }

static int read_byte(void *context) {
  return (void)context, bytes_at < bytes_end ? (unsigned char)bytes[bytes_at++] : -1;
}

static void write_bytes(void *context, const char *text, size_t count) {
  (void)context;
  printf("< %.*s", (int)count, text);
}

static void set_fan(void *context, uint8_t fan, uint8_t percent) {
  (void)context;
  printf("fan %u %u\n", fan + 1u, percent);
}

static void set_relays(void *context, uint8_t pattern) {
  (void)context;
  printf("relays ");
  for (int i = 0; i < 8; i++) putchar((pattern >> i) & 1 ? '1' : '0');
  putchar('\n');
}

static uint16_t read_rpm(void *context, uint8_t fan) { return (void)context, (uint16_t)(1050 + 12 * fan); }
static int16_t read_temp(void *context, uint8_t sensor) { return (void)context, sensor == 0 ? 314 : QP_NO_TEMP; }
static uint8_t read_inputs(void *context) { return (void)context, (uint8_t)2; }
static qp_door read_door(void *context) { return (void)context, QP_DOOR_CLOSED; }

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

/* From here on the boot loader has the board: it reads and sends nothing. */
static void update(void *context) {
  (void)context;
  is_gone = true;
  puts("update");
}

static void take_hex(const char *hex) {
  bytes_at = bytes_end = 0;
  for (unsigned byte; bytes_end < sizeof bytes && sscanf(hex, "%2x", &byte) == 1; hex += 2)
    bytes[bytes_end++] = (char)byte;
}

static qp_reset cause_of(const char *word) {
  static const char *const words[] = {"power", "button", "watchdog", "brown-out", "software"};
  for (int i = 0; i < 5; i++)
    if (strcmp(word, words[i]) == 0) return (qp_reset)i;
  return QP_RESET_UNKNOWN;
}

int main(void) {
  static char command[4096], word[32];
  const qp_hal hal = {NULL,     now_ms,    read_byte,   write_bytes, set_fan, set_relays,
                      read_rpm, read_temp, read_inputs, read_door,   load,    store,       update};
  qp_board board = {"1.0.0", "vector", 2, 8, 2, 4, true, QP_RESET_POWER};
  qp_core core;
  qp_start(&core, &hal, &board);
  while (fgets(command, sizeof command, stdin) != NULL) {
    if (command[0] == '>') {
      take_hex(command + 2);
      while (bytes_at < bytes_end && !is_gone) qp_poll(&core);
      bytes_at = bytes_end;
    } else if (command[0] == '+') {
      for (long left = strtol(command + 2, NULL, 10); left > 0 && !is_gone; left--) now++, qp_poll(&core);
    } else if (command[0] == 'b') {
      is_broken = true;
    } else if (command[0] == 'n') {
      is_kept = is_broken = is_gone = false;
      board.reset = QP_RESET_POWER;
      now = 0;
      qp_start(&core, &hal, &board);
    } else if (sscanf(command, "r %31s", word) == 1) {
      board.reset = cause_of(word);
      set_relays(NULL, 0);
      is_gone = false;
      now = 0;
      qp_start(&core, &hal, &board);
    }
  }
  return 0;
}
