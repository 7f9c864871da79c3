/*
 * Raspberry Pi Pico (RP2040): two 4-wire fans, eight relays, two NTC, four contacts and the door, over USB.
 * Pins and wiring: ../README.md.
 */
#include <string.h>

#include "hardware/adc.h"
#include "hardware/flash.h"
#include "hardware/gpio.h"
#include "hardware/pwm.h"
#include "hardware/structs/vreg_and_chip_reset.h"
#include "hardware/sync.h"
#include "hardware/watchdog.h"
#include "pico/bootrom.h"
#include "pico/stdlib.h"
#include "pico/unique_id.h"

#include "../../core.h"
#include "../ntc.h"
#include "../tacho.h"

enum { FAN_1 = 6, TACHO_1 = 8, RELAY_1 = 10, INPUT_1 = 18, DOOR = 22, NTC_1 = 26 };
enum { FANS = 2, RELAYS = 8, INPUTS = 4, TEMPS = 2 };

#define RELAY_MASK (0xffu << RELAY_1)
#define PWM_TOP 4999u /* 125 MHz / 5000 = 25 kHz */
#define STORE_OFFSET (PICO_FLASH_SIZE_BYTES - FLASH_SECTOR_SIZE)
#define WATCHDOG_MS 1000u
#define STILL_THERE 0x71757069u

/* Survives a dip too short to empty the memory: the chip reports a brown-out as a power-on. */
static uint32_t __uninitialized_ram(memory_mark);
static tacho_input inputs[FANS];
static tacho tachos[FANS];

static uint32_t now_ms(void *context) { return (void)context, to_ms_since_boot(get_absolute_time()); }

static int read_byte(void *context) {
  (void)context;
  int byte = getchar_timeout_us(0);
  return byte == PICO_ERROR_TIMEOUT ? -1 : byte;
}

static void write_bytes(void *context, const char *bytes, size_t count) {
  (void)context;
  if (!stdio_usb_connected()) return;
  for (size_t i = 0; i < count; i++) putchar_raw(bytes[i]);
}

static void set_fan(void *context, uint8_t fan, uint8_t percent) {
  (void)context;
  pwm_set_gpio_level(FAN_1 + fan, (uint16_t)((PWM_TOP + 1u) * percent / 100u));
}

static void set_relays(void *context, uint8_t pattern) {
  (void)context;
  gpio_put_masked(RELAY_MASK, (uint32_t)pattern << RELAY_1);
}

static uint16_t read_rpm(void *context, uint8_t fan) { return tacho_rpm(&tachos[fan], *(volatile uint16_t *)&inputs[fan].pulses, now_ms(context)); }

static int16_t read_temp(void *context, uint8_t sensor) {
  (void)context;
  adc_select_input(sensor);
  return ntc_tenths(adc_read(), 4096);
}

static uint8_t read_inputs(void *context) {
  (void)context;
  return (uint8_t)((~gpio_get_all() >> INPUT_1) & 0xfu);
}

static qp_door read_door(void *context) {
  (void)context;
  return gpio_get(DOOR) ? QP_DOOR_OPEN : QP_DOOR_CLOSED;
}

static bool load(void *context, uint8_t record[QP_RECORD_SIZE]) {
  (void)context;
  memcpy(record, (const void *)(XIP_BASE + STORE_OFFSET), QP_RECORD_SIZE);
  return true;
}

/*
 * Takes about 50 ms, in which nothing else runs: PWM and relays keep their levels, the lease is checked right after.
 */
static bool store(void *context, const uint8_t record[QP_RECORD_SIZE]) {
  (void)context;
  static uint8_t page[FLASH_PAGE_SIZE];
  memset(page, 0xff, sizeof page);
  memcpy(page, record, QP_RECORD_SIZE);
  uint32_t interrupts = save_and_disable_interrupts();
  flash_range_erase(STORE_OFFSET, FLASH_SECTOR_SIZE);
  flash_range_program(STORE_OFFSET, page, sizeof page);
  restore_interrupts(interrupts);
  return memcmp((const void *)(XIP_BASE + STORE_OFFSET), record, QP_RECORD_SIZE) == 0;
}

/*
 * The loader in the ROM, a drive and picotool over the same USB: nothing in the flash can break it. The pins float
 * there.
 */
static void update(void *context) {
  (void)context;
  watchdog_disable();
  stdio_flush();
  sleep_ms(20);
  reset_usb_boot(0, 0);
}

static void take_edge(uint pin, uint32_t events) {
  (void)events;
  tacho_edge(&inputs[pin - TACHO_1], gpio_get(pin), time_us_32());
}

static qp_reset reset_cause(void) {
  bool was_there = memory_mark == STILL_THERE;
  uint32_t chip = vreg_and_chip_reset_hw->chip_reset;
  memory_mark = STILL_THERE;
  if (watchdog_enable_caused_reboot()) return QP_RESET_WATCHDOG;
  if (watchdog_caused_reboot()) return QP_RESET_SOFTWARE;
  if (chip & VREG_AND_CHIP_RESET_CHIP_RESET_HAD_RUN_BITS) return QP_RESET_BUTTON;
  if (chip & VREG_AND_CHIP_RESET_CHIP_RESET_HAD_POR_BITS) return was_there ? QP_RESET_BROWN_OUT : QP_RESET_POWER;
  return QP_RESET_UNKNOWN;
}

/* Sets relays and fans before anything else; until here the pull-downs hold them. */
static void set_up_pins(void) {
  gpio_init_mask(RELAY_MASK);
  gpio_put_masked(RELAY_MASK, 0);
  gpio_set_dir_out_masked(RELAY_MASK);
  /*
   * The transistor at the fan's input inverts: without a signal the fan runs at full speed. Both fans share a slice.
   */
  uint slice = pwm_gpio_to_slice_num(FAN_1);
  pwm_set_wrap(slice, PWM_TOP);
  pwm_set_output_polarity(slice, true, true);
  for (uint fan = 0; fan < FANS; fan++) {
    pwm_set_gpio_level(FAN_1 + fan, PWM_TOP + 1);
    gpio_set_function(FAN_1 + fan, GPIO_FUNC_PWM);
    gpio_init(TACHO_1 + fan);
    gpio_pull_up(TACHO_1 + fan);
    gpio_set_irq_enabled_with_callback(TACHO_1 + fan, GPIO_IRQ_EDGE_FALL | GPIO_IRQ_EDGE_RISE, true, take_edge);
  }
  pwm_set_enabled(slice, true);
  for (uint pin = INPUT_1; pin <= DOOR; pin++) {
    gpio_init(pin);
    gpio_pull_up(pin);
  }
  adc_init();
  for (uint sensor = 0; sensor < TEMPS; sensor++) adc_gpio_init(NTC_1 + sensor);
}

int main(void) {
  static const qp_hal hal = {NULL,     now_ms,    read_byte,   write_bytes, set_fan, set_relays,
                             read_rpm, read_temp, read_inputs, read_door,   load,    store,       update};
  static char id[2 * PICO_UNIQUE_BOARD_ID_SIZE_BYTES + 1];
  static qp_board board = {"1.0.0", id, FANS, RELAYS, TEMPS, INPUTS, true, QP_RESET_UNKNOWN};
  static qp_core core;
  set_up_pins();
  board.reset = reset_cause();
  stdio_init_all();
  pico_get_unique_board_id_string(id, sizeof id);
  for (char *at = id; *at != '\0'; at++)
    if (*at >= 'A') *at = (char)(*at | 0x20);
  qp_start(&core, &hal, &board);
  watchdog_enable(WATCHDOG_MS, true);
  for (;;) {
    qp_poll(&core);
    watchdog_update();
  }
}
