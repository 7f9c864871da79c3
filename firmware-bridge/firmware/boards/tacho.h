/* Speed from counted pulses, two per turn as all 4-wire fans give them. */
#ifndef QP_TACHO_H
#define QP_TACHO_H

#include <stdbool.h>
#include <stdint.h>

#define TACHO_WINDOW_MS 900u
/* A shorter level is a glitch: at 20,000 rpm, the highest speed shown, low and high last 750 us each. */
#define TACHO_STEADY_US 150u

/* One tacho wire as its interrupt sees it. */
typedef struct {
  uint32_t since_us;
  bool level, steady; /* as last read, and as it last held long enough */
  uint16_t pulses;    /* runs on and wraps */
} tacho_input;

/*
 * For the interrupt of every edge: `level` is what the pin reads now. A level is taken when it ends, so that a glitch
 * of either side counts nothing, even one shorter than the delay of the interrupt.
 */
static inline void tacho_edge(tacho_input *self, bool level, uint32_t now_us) {
  if (now_us - self->since_us >= TACHO_STEADY_US && self->level != self->steady) {
    self->steady = self->level;
    if (!self->steady) self->pulses++;
  }
  self->level = level;
  self->since_us = now_us;
}

typedef struct {
  uint32_t from_ms;
  uint16_t from_count, rpm;
} tacho;

/* `count` runs on and wraps. Called more often than the window, it gives the last speed again. */
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
