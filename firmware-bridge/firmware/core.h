/*
 * The board end of the line protocol (../PROTOCOL.md): portable C99, no heap, fixed buffers, no clock, no interrupts of
 * its own. All of the hardware is behind qp_hal; each board and the tests supply one.
 *
 *   qp_start(&core, &hal, &board);        outputs are in fail-safe from here on
 *   for (;;) { qp_poll(&core); kick_the_watchdog(); }
 *
 * The invariant: the outputs are as commanded under a lease that has not ended, or in the stored fail-safe.
 */
#ifndef QP_CORE_H
#define QP_CORE_H

#include "line.h"

#define QP_PROTOCOL_VERSION 1
#define QP_TEMPS_MAX 4u
#define QP_INPUTS_MAX 8u
#define QP_LEASE_MIN_MS 500u
#define QP_LEASE_MAX_MS 60000u
#define QP_STATE_PERIOD_MS 1000u
#define QP_BYTES_PER_POLL 64u  /* and one line, so that a flood delays neither lease nor sending */
#define QP_RECORD_SIZE 9u      /* of the stored fail-safe */

#define QP_NO_RPM UINT16_MAX   /* a tacho that cannot be read */
#define QP_NO_TEMP INT16_MIN   /* a sensor that cannot be read */

typedef enum { QP_COMMANDED, QP_LEASE_EXPIRED, QP_BOOT, QP_BROWN_OUT } qp_why;

typedef enum {
  QP_RESET_POWER,
  QP_RESET_BUTTON,
  QP_RESET_WATCHDOG,
  QP_RESET_BROWN_OUT,
  QP_RESET_SOFTWARE,
  QP_RESET_UNKNOWN
} qp_reset;

typedef enum { QP_DOOR_OPEN, QP_DOOR_CLOSED, QP_DOOR_NONE } qp_door;

/* The hardware. `context` is passed back unchanged. No function may wait. */
typedef struct {
  void *context;
  /* Milliseconds since the reset; wraps. */
  uint32_t (*now_ms)(void *context);
  /* The next byte received, or -1. */
  int (*read_byte)(void *context);
  /* Sends what fits and drops the rest: the reader refuses a torn line. */
  void (*write)(void *context, const char *bytes, size_t count);
  /* Called on change only. */
  void (*set_fan)(void *context, uint8_t fan, uint8_t percent);
  /* Called on change only, all relays at once: bit 0 is relay 1, 1 is energised. */
  void (*set_relays)(void *context, uint8_t pattern);
  uint16_t (*read_rpm)(void *context, uint8_t fan);
  /* Tenths of a degree Celsius. */
  int16_t (*read_temp)(void *context, uint8_t sensor);
  uint8_t (*read_inputs)(void *context);
  qp_door (*read_door)(void *context);
  /* The memory that survives a reset. False when it cannot be read or written. */
  bool (*load)(void *context, uint8_t record[QP_RECORD_SIZE]);
  bool (*store)(void *context, const uint8_t record[QP_RECORD_SIZE]);
  /* Sends what is still queued and starts the boot loader; does not return. NULL where a board cannot. */
  void (*update)(void *context);
} qp_hal;

/* What this board is. Names: a-z 0-9 . - _, at most 12 and 16 characters. */
typedef struct {
  const char *firmware;
  const char *id;
  uint8_t fans, relays, temps, inputs;
  bool has_door;
  qp_reset reset;
} qp_board;

typedef struct {
  uint8_t fans[QP_FANS_MAX]; /* percent */
  uint8_t relays;            /* bit 0 is relay 1 */
} qp_outputs;

typedef struct {
  const qp_hal *hal;
  const qp_board *board;
  qp_outputs applied, failsafe;
  qp_why why;
  uint32_t lease_from_ms, lease_ms, next_state_ms;
  uint16_t set_seq;   /* of the set in force, 0 for none */
  uint16_t last_seq;  /* the newest request that may change something */
  uint16_t bad_lines;
  bool agreed;        /* a `who` since the reset has found a common version */
  uint8_t in_length;  /* QP_LINE_MAX + 1 while a line too long is skipped */
  char in[QP_LINE_MAX];
} qp_core;

/* Puts the outputs into fail-safe and sends hello. `hal` and `board` must outlive `core`. */
void qp_start(qp_core *core, const qp_hal *hal, const qp_board *board);

/* One round: ends an expired lease, takes what has arrived, reports when due. Call it at least every 10 ms. */
void qp_poll(qp_core *core);

#endif
