// Arduino Uno or Nano (ATmega328P, 16 MHz): two 4-wire fans, four relays, two NTC, two contacts and the door, over the
// USB serial port or an RS-485 module on pins 0 and 1. Pins and wiring: ../../README.md. Before opening this folder in
// the Arduino IDE run `make arduino` in firmware-bridge/firmware: it puts the core beside this file.
extern "C" {
#include "core.h"
#include "ntc.h"
#include "tacho.h"
}
#include <avr/eeprom.h>
#include <avr/pgmspace.h>
#include <avr/wdt.h>

// Relays are pins 4 to 7: one port, so all of them move at once.
const uint8_t RELAY_BITS = 0xf0;
const uint8_t TACHO_1 = 2, DOOR = 8, FAN_1 = 9, INPUT_1 = A2;
const uint16_t PWM_TOP = 320;  // 16 MHz / (2 * 320) = 25 kHz
uint8_t *const STORE = (uint8_t *)0;

static tacho_input inputs[2];
static tacho tachos[2];

// Lines to send. Serial.write waits when its own 64 bytes are full, and state and sense together are 160 characters:
// for the 13 ms of that nobody would empty the 64 bytes received. 256, so that the indices wrap by themselves.
static char queue[256];
static uint8_t queue_from, queue_to;

// Boot loaders clear the register of the reset cause; Optiboot hands it over in r2 from version 5 on. The one an Uno
// is sold with is 4.4, and leaves anything there.
const uint16_t LOADER_VERSION = 0x7fff;
static uint8_t handed_over __attribute__((section(".noinit")));
extern "C" void keep_reset_cause(void) __attribute__((naked, used, section(".init0")));
void keep_reset_cause(void) { __asm__ __volatile__("sts %0, r2" : "=m"(handed_over)); }

static uint32_t now_ms(void *) { return millis(); }
static int read_byte(void *) { return Serial.read(); }

// A line that finds no room is lost as a whole.
static void write_bytes(void *, const char *bytes, size_t count) {
  uint8_t room = queue_from - queue_to - 1;
  if (count > room) return;
  while (count-- > 0) queue[queue_to++] = *bytes++;
}

static void send_queue() {
  for (int room = Serial.availableForWrite(); room > 0 && queue_from != queue_to; room--) Serial.write(queue[queue_from++]);
}

// The transistor at the fan's input inverts: without a signal the fan runs full.
static void set_fan(void *, uint8_t fan, uint8_t percent) {
  uint16_t level = (uint32_t)PWM_TOP * percent / 100;
  if (fan == 0) OCR1A = level;
  else OCR1B = level;
}

static void set_relays(void *, uint8_t pattern) {
  uint8_t interrupts = SREG;
  cli();
  PORTD = (PORTD & ~RELAY_BITS) | (uint8_t)(pattern << 4);
  SREG = interrupts;
}

static uint16_t read_rpm(void *, uint8_t fan) {
  uint8_t interrupts = SREG;
  cli();
  uint16_t count = inputs[fan].pulses;
  SREG = interrupts;
  return tacho_rpm(&tachos[fan], count, millis());
}

static int16_t read_temp(void *, uint8_t sensor) { return ntc_tenths(analogRead(A0 + sensor), 1024); }

static uint8_t read_inputs(void *) {
  return (digitalRead(INPUT_1) == LOW ? 1 : 0) | (digitalRead(INPUT_1 + 1) == LOW ? 2 : 0);
}

static qp_door read_door(void *) { return digitalRead(DOOR) == LOW ? QP_DOOR_CLOSED : QP_DOOR_OPEN; }

static bool load(void *, uint8_t record[QP_RECORD_SIZE]) {
  eeprom_read_block(record, STORE, QP_RECORD_SIZE);
  return true;
}

// Up to 31 ms.
static bool store(void *, const uint8_t record[QP_RECORD_SIZE]) {
  uint8_t written[QP_RECORD_SIZE];
  eeprom_update_block(record, STORE, QP_RECORD_SIZE);
  eeprom_read_block(written, STORE, QP_RECORD_SIZE);
  return memcmp(record, written, QP_RECORD_SIZE) == 0;
}

static qp_reset reset_cause() {
  uint8_t loader = pgm_read_byte(LOADER_VERSION);
  uint8_t flags = MCUSR != 0 ? MCUSR : loader >= 5 && loader != 0xff ? handed_over : 0;
  MCUSR = 0;
  if (flags == 0 || flags > 0x0f) return QP_RESET_UNKNOWN;
  if (flags & _BV(WDRF)) return QP_RESET_WATCHDOG;
  if (flags & _BV(PORF)) return QP_RESET_POWER;  // a brown-out is part of every power-on
  return flags & _BV(BORF) ? QP_RESET_BROWN_OUT : QP_RESET_BUTTON;
}

static const qp_hal hal = {NULL,     now_ms,    read_byte,   write_bytes, set_fan, set_relays,
                           read_rpm, read_temp, read_inputs, read_door,   load,    store,       NULL};
static qp_board board = {"1.0.0", "cover-uno", 2, 4, 2, 2, true, QP_RESET_UNKNOWN};
static qp_core core;

void setup() {
  // Relays before anything else; until here the pull-downs hold them.
  PORTD &= ~RELAY_BITS;
  DDRD |= RELAY_BITS;
  board.reset = reset_cause();
  wdt_enable(WDTO_1S);
  // Timer 1, phase correct, 25 kHz on pins 9 and 10, inverted.
  TCCR1A = _BV(COM1A1) | _BV(COM1A0) | _BV(COM1B1) | _BV(COM1B0) | _BV(WGM11);
  TCCR1B = _BV(WGM13) | _BV(CS10);
  ICR1 = PWM_TOP;
  OCR1A = OCR1B = PWM_TOP;
  pinMode(FAN_1, OUTPUT);
  pinMode(FAN_1 + 1, OUTPUT);
  pinMode(DOOR, INPUT_PULLUP);
  for (uint8_t i = 0; i < 2; i++) {
    pinMode(INPUT_1 + i, INPUT_PULLUP);
    pinMode(TACHO_1 + i, INPUT_PULLUP);
  }
  attachInterrupt(digitalPinToInterrupt(TACHO_1), [] { tacho_edge(&inputs[0], PIND & _BV(2), micros()); }, CHANGE);
  attachInterrupt(digitalPinToInterrupt(TACHO_1 + 1), [] { tacho_edge(&inputs[1], PIND & _BV(3), micros()); }, CHANGE);
  Serial.begin(115200);
  qp_start(&core, &hal, &board);
}

void loop() {
  qp_poll(&core);
  send_queue();
  wdt_reset();
}
