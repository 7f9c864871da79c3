/*
 * The reports of a board: one function for each kind, each sends one line. `seq` is that of the request, 0 without one.
 */
#ifndef QP_REPORT_H
#define QP_REPORT_H

#include "core.h"

void qp_say_hello(const qp_core *core, uint16_t seq);
void qp_say_state(const qp_core *core, uint16_t seq, uint32_t now_ms);
void qp_say_sense(const qp_core *core, uint16_t seq, uint32_t now_ms);
void qp_say_failsafe(const qp_core *core, uint16_t seq);
void qp_say_ack(const qp_core *core, uint16_t seq);
void qp_say_nak(const qp_core *core, uint16_t seq, const char *reason);

#endif
