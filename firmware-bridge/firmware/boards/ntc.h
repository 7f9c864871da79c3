/* An NTC of 10 kOhm (B 3950) to ground, 10 kOhm to the reference of the converter. */
#ifndef QP_NTC_H
#define QP_NTC_H

#include <math.h>

#include "../core.h"

/* Tenths of a degree from a conversion `value` of `full` scale; QP_NO_TEMP for a broken or shorted sensor. */
static inline int16_t ntc_tenths(uint16_t value, uint16_t full) {
  if (value < full / 64 || value > full - full / 64) return QP_NO_TEMP;
  float ratio = (float)value / (float)(full - value); /* R / 10 kOhm */
  float kelvin = 1.0f / (1.0f / 298.15f + logf(ratio) / 3950.0f);
  return (int16_t)((kelvin - 273.15f) * 10.0f + (kelvin < 273.15f ? -0.5f : 0.5f));
}

#endif
