/* Speed from counted pulses, two a turn as all 4-wire fans give them. */
#ifndef QP_TACHO_H
#define QP_TACHO_H

#include <stdint.h>

#define TACHO_WINDOW_MS 900u

typedef struct {
  uint32_t from_ms;
  uint16_t from_count, rpm;
} tacho;

/* `count` runs on and wraps. Asked more often than the window, it gives the last speed again. */
static inline uint16_t tacho_rpm(tacho *self, uint16_t count, uint32_t now_ms) {
  uint32_t passed_ms = now_ms - self->from_ms;
  if (passed_ms < TACHO_WINDOW_MS) return self->rpm;
  uint32_t rpm = (uint32_t)(uint16_t)(count - self->from_count) * 30000u / passed_ms;
  self->rpm = rpm > 20000u ? 20000u : (uint16_t)rpm;
  self->from_count = count;
  self->from_ms = now_ms;
  return self->rpm;
}

#endif
