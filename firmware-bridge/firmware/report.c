/* The reports of a board. See report.h. */
#include "report.h"

static const char *const whys[] = {"commanded", "lease-expired", "boot", "brown-out"};
static const char *const resets[] = {"power", "button", "watchdog", "brown-out", "software", "unknown"};
static const char *const doors[] = {"open", "closed", "none"};

static void put_outputs(qp_line *out, const qp_outputs *outputs, const qp_board *board) {
  qp_put(out, " fans=");
  for (uint8_t i = 0; i < board->fans; i++) {
    if (i > 0) qp_put_char(out, ',');
    qp_put_number(out, outputs->fans[i]);
  }
  if (board->fans == 0) qp_put_char(out, '-');
  qp_put(out, " relays=");
  qp_put_contacts(out, outputs->relays, board->relays);
}

static void put_temp(qp_line *out, int16_t tenths) {
  if (tenths < -400 || tenths > 1250) { /* QP_NO_TEMP as well */
    qp_put_char(out, 'x');
    return;
  }
  if (tenths < 0) qp_put_char(out, '-');
  uint32_t amount = (uint32_t)(tenths < 0 ? -tenths : tenths);
  qp_put_number(out, amount / 10);
  qp_put_char(out, '.');
  qp_put_number(out, amount % 10);
}

static void send(const qp_core *core, qp_line *out) {
  qp_end(out);
  core->hal->write(core->hal->context, out->at, out->length);
}

void qp_say_hello(const qp_core *core, uint16_t seq) {
  const qp_board *board = core->board;
  qp_line out;
  qp_begin(&out, "hello", seq);
  qp_put_field(&out, "proto", QP_PROTOCOL_VERSION);
  qp_put(&out, " fw=");
  qp_put(&out, board->firmware);
  qp_put(&out, " id=");
  qp_put(&out, board->id);
  qp_put_field(&out, "fans", board->fans);
  qp_put_field(&out, "relays", board->relays);
  qp_put_field(&out, "temps", board->temps);
  qp_put_field(&out, "inputs", board->inputs);
  qp_put_field(&out, "door", board->has_door ? 1 : 0);
  qp_put(&out, " reset=");
  qp_put(&out, resets[board->reset]);
  send(core, &out);
}

void qp_say_state(const qp_core *core, uint16_t seq, uint32_t now) {
  qp_line out;
  qp_begin(&out, "state", seq);
  qp_put_field(&out, "up", now);
  qp_put(&out, " why=");
  qp_put(&out, whys[core->why]);
  qp_put_field(&out, "lease", core->why == QP_COMMANDED ? core->lease_ms - (now - core->lease_from_ms) : 0);
  qp_put_field(&out, "set", core->set_seq);
  put_outputs(&out, &core->applied, core->board);
  qp_put_field(&out, "bad", core->bad_lines);
  send(core, &out);
}

void qp_say_sense(const qp_core *core, uint16_t seq, uint32_t now) {
  const qp_hal *hal = core->hal;
  const qp_board *board = core->board;
  qp_line out;
  qp_begin(&out, "sense", seq);
  qp_put_field(&out, "up", now);
  qp_put(&out, board->fans == 0 ? " rpm=-" : " rpm=");
  for (uint8_t i = 0; i < board->fans; i++) {
    uint16_t rpm = hal->read_rpm(hal->context, i);
    if (i > 0) qp_put_char(&out, ',');
    if (rpm > 20000) qp_put_char(&out, 'x'); /* QP_NO_RPM as well */
    else qp_put_number(&out, rpm);
  }
  qp_put(&out, board->temps == 0 ? " temps=-" : " temps=");
  for (uint8_t i = 0; i < board->temps; i++) {
    if (i > 0) qp_put_char(&out, ',');
    put_temp(&out, hal->read_temp(hal->context, i));
  }
  qp_put(&out, " door=");
  qp_put(&out, doors[board->has_door ? hal->read_door(hal->context) : QP_DOOR_NONE]);
  qp_put(&out, " inputs=");
  qp_put_contacts(&out, board->inputs > 0 ? hal->read_inputs(hal->context) : 0, board->inputs);
  send(core, &out);
}

void qp_say_failsafe(const qp_core *core, uint16_t seq) {
  qp_line out;
  qp_begin(&out, "failsafe", seq);
  put_outputs(&out, &core->failsafe, core->board);
  send(core, &out);
}

void qp_say_ack(const qp_core *core, uint16_t seq) {
  qp_line out;
  qp_begin(&out, "ack", seq);
  send(core, &out);
}

void qp_say_nak(const qp_core *core, uint16_t seq, const char *reason) {
  qp_line out;
  qp_begin(&out, "nak", seq);
  qp_put(&out, " reason=");
  qp_put(&out, reason);
  send(core, &out);
}

