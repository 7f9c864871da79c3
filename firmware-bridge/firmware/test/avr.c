/*
 * The compiled sketch on a simulated ATmega328P (simavr), in real time: its serial port is a pseudo terminal, its pins
 * are watched after every instruction. Prints "ready <path>", the terminal to open. Linux.
 *
 *   SIGUSR1  the program hangs until the watchdog resets it     SIGUSR2  brown-out     SIGTERM  the end
 *
 * --log FILE gets what host/main.c logs, at CLOCK_MONOTONIC milliseconds, and "lag 0 <ms>" where this machine could
 * not keep up and the board's clock stood still. --reset-on-open: opening the terminal pulls RESET, as DTR does.
 * --boot-ms MS: a boot loader runs this long after each reset, with floating pins, and clears the cause. --poll ADDRESS:
 * of qp_poll in the flash; then the log ends with "poll 0 <us>", the longest time from one poll to the next.
 * Both fans follow their signal, 3000 rpm at 100 %. --glitch US: every pulse of the first has two glitches of US.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include <simavr/avr_adc.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#define MHZ 16u
#define BYTE_CYCLES (MHZ * 1000000u / 11520u) /* 115200 baud, ten bits */
#define LAG_MAX_MS 20.0

/* Data addresses of the ATmega328P (data sheet, register summary). */
enum { DDRD = 0x2a, PORTD = 0x2b, MCUSR = 0x54, TCCR1A = 0x80, OCR1AL = 0x88, OCR1BL = 0x8a };
enum { PORF = 1, EXTRF = 2, BORF = 4 };
enum { PWM_TOP = 320 };

typedef struct {
  avr_t *avr;
  FILE *log;
  int fd;
  const char *path;
  bool is_reset_on_open, has_peer;
  uint8_t relays, fans[2];
  char line[160];
  size_t length;
  char why[16];
  avr_irq_t *input, *tachos[2];
  uint64_t cycles; /* since the start, over all resets */
  uint64_t next_byte, next_look, next_edge[2], boot_until;
  unsigned boot_ms;
  uint32_t poll_at;
  uint64_t polled, longest_poll;
  unsigned glitch_us, steps[2];
  uint16_t kept_word;
  bool is_hanging;
} machine;

static volatile sig_atomic_t caught;

static void note(int signal) { caught = signal; }

static double monotonic_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void tell(const machine *self, const char *what, int number, const char *how) {
  if (self->log == NULL) return;
  fprintf(self->log, "%.3f %s %d %s\n", monotonic_ms(), what, number, how);
  fflush(self->log);
}

static void tell_number(const machine *self, const char *what, int number, unsigned long value) {
  char text[24];
  snprintf(text, sizeof text, "%lu", value);
  tell(self, what, number, text);
}

/* Reads from the board's own lines why its outputs are as they are. */
static void take_line(machine *self) {
  char why[16] = "";
  const char *at = strstr(self->line, " why=");
  if (strncmp(self->line, "hello 0 ", 8) == 0) strcpy(why, strstr(self->line, "reset=brown-out") ? "brown-out" : "boot");
  else if (strncmp(self->line, "state ", 6) != 0 || at == NULL || sscanf(at, " why=%15[a-z-]", why) != 1) return;
  if (strcmp(why, self->why) == 0) return;
  strcpy(self->why, why);
  tell(self, "why", 0, why);
}

static void said(struct avr_irq_t *irq, uint32_t value, void *context) {
  machine *self = context;
  char byte = (char)value;
  (void)irq;
  /* Without a peer the bytes are lost. */
  if (self->has_peer && write(self->fd, &byte, 1) < 0) self->length = 0;
  if (byte == '\n') {
    self->line[self->length] = '\0';
    take_line(self);
    self->length = 0;
  } else if (self->length < sizeof self->line - 1) {
    self->line[self->length++] = byte;
  }
}

static uint8_t fan_percent(const machine *self, int low) {
  const uint8_t *data = self->avr->data;
  if ((data[TCCR1A] & 0xf0) != 0xf0) return 100; /* no signal: the fan's own pull-up */
  return (uint8_t)(((data[low] | data[low + 1] << 8) * 100u + PWM_TOP / 2) / PWM_TOP);
}

/* Energised is driven high; a floating pin is released by its resistor. */
static void look_at_relays(machine *self) {
  uint8_t driven = (uint8_t)((self->avr->data[DDRD] & self->avr->data[PORTD]) >> 4);
  if (driven == self->relays) return;
  for (int i = 0; i < 4; i++)
    if (((driven ^ self->relays) >> i) & 1) tell(self, "relay", i + 1, (driven >> i) & 1 ? "on" : "off");
  self->relays = driven;
}

static void look_at_fans(machine *self) {
  for (int i = 0; i < 2; i++) {
    uint8_t percent = fan_percent(self, i == 0 ? OCR1AL : OCR1BL);
    if (percent != self->fans[i]) tell_number(self, "fan", i + 1, percent);
    self->fans[i] = percent;
  }
}

/* A pulse is low and high for equal times; a glitch to the other side lies in the middle of each. */
static void turn(machine *self, int fan) {
  uint64_t glitch = fan == 0 ? self->glitch_us * MHZ : 0;
  uint64_t half = self->fans[fan] == 0 ? 1000000u * MHZ : 500000u * MHZ / self->fans[fan];
  unsigned step = self->steps[fan]++ % 6;
  bool is_glitch = step == 1 || step == 4;
  if (self->fans[fan] > 0 && (glitch > 0 || !(is_glitch || step == 2 || step == 5)))
    avr_raise_irq(self->tachos[fan], step & 1);
  self->next_edge[fan] = self->cycles + (is_glitch ? glitch : (half - glitch) / 2);
}

/* Pins float: relays fall, fans run full. */
static void begin(machine *self, uint8_t cause) {
  self->avr->data[MCUSR] = self->boot_ms == 0 ? cause : 0;
  self->boot_until = self->cycles + (uint64_t)self->boot_ms * 1000 * MHZ;
  look_at_relays(self);
  self->fans[0] = self->fans[1] = 100;
  self->length = 0;
  self->why[0] = '\0';
  self->polled = 0;
}

static void reset(machine *self, uint8_t cause) {
  tell(self, "reset", 0, "begins");
  avr_reset(self->avr);
  begin(self, cause);
}

static void hang(machine *self) {
  memcpy(&self->kept_word, self->avr->flash + self->poll_at, 2);
  memcpy(self->avr->flash + self->poll_at, "\xff\xcf", 2); /* rjmp to itself */
  self->is_hanging = true;
}

/* The watchdog has reset the processor. */
static void was_reset(machine *self) {
  if (self->is_hanging) memcpy(self->avr->flash + self->poll_at, &self->kept_word, 2);
  self->is_hanging = false;
  tell(self, "reset", 0, "begins");
  begin(self, self->avr->data[MCUSR]);
}

static void look_at_peer(machine *self) {
  struct pollfd line = {self->fd, POLLIN, 0};
  bool has_peer = poll(&line, 1, 0) >= 0 && (line.revents & POLLHUP) == 0;
  if (has_peer && !self->has_peer && self->is_reset_on_open) reset(self, EXTRF);
  self->has_peer = has_peer;
}

static void hear(machine *self) {
  unsigned char byte;
  if (self->has_peer && read(self->fd, &byte, 1) == 1) avr_raise_irq(self->input, byte);
}

static void step(machine *self) {
  avr_t *avr = self->avr;
  uint64_t before = avr->cycle;
  if (self->cycles < self->boot_until) {
    self->cycles += 100 * MHZ;
    return;
  }
  if (self->poll_at != 0 && avr->pc == self->poll_at) {
    uint64_t gap = self->polled == 0 ? 0 : self->cycles - self->polled;
    if (gap > self->longest_poll) self->longest_poll = gap;
    self->polled = self->cycles;
  }
  avr_run(avr);
  if (avr->cycle > before) self->cycles += avr->cycle - before;
  if (avr->pc == avr->reset_pc) was_reset(self);
  look_at_relays(self);
  if (self->cycles >= self->next_byte) {
    self->next_byte = self->cycles + BYTE_CYCLES;
    hear(self);
  }
  if (self->cycles >= self->next_look) {
    self->next_look = self->cycles + 100u * MHZ;
    look_at_fans(self);
  }
  for (int fan = 0; fan < 2; fan++)
    if (self->cycles >= self->next_edge[fan]) turn(self, fan);
}

static void run(machine *self) {
  double start_ms = monotonic_ms();
  uint64_t from = self->cycles;
  while (caught == 0) {
    look_at_peer(self);
    double behind_ms = monotonic_ms() - start_ms - (double)(self->cycles - from) / (MHZ * 1000.0);
    if (behind_ms > LAG_MAX_MS) {
      tell_number(self, "lag", 0, (unsigned long)behind_ms);
      start_ms += behind_ms;
    }
    if (behind_ms < 0.2) usleep(200);
    for (uint64_t end = self->cycles + MHZ * 500u; behind_ms > 0 && self->cycles < end;) step(self);
  }
}

static int open_terminal(const char **path) {
  int fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  struct termios settings;
  if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0) return -1;
  *path = ptsname(fd);
  int other = open(*path, O_RDWR | O_NOCTTY);
  if (other < 0 || tcgetattr(other, &settings) != 0) return -1;
  cfmakeraw(&settings);
  tcsetattr(other, TCSANOW, &settings);
  close(other); /* from here on a peer can be detected */
  return fd;
}

static bool load(machine *self, const char *elf) {
  elf_firmware_t firmware;
  memset(&firmware, 0, sizeof firmware);
  if (elf_read_firmware(elf, &firmware) != 0) return false;
  self->avr = avr_make_mcu_by_name("atmega328p");
  if (self->avr == NULL) return false;
  avr_init(self->avr);
  avr_load_firmware(self->avr, &firmware);
  self->avr->frequency = MHZ * 1000000u;
  self->avr->vcc = self->avr->avcc = self->avr->aref = 5000;
  return true;
}

/* The serial port, the tachos, a closed door, open contacts, 25 degrees at both sensors. */
static void wire(machine *self) {
  avr_t *avr = self->avr;
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), said, self);
  self->input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
  avr_ioport_external_t door = {.name = 'B', .mask = 1, .value = 0}, contacts = {.name = 'C', .mask = 12, .value = 12};
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('B'), &door);
  avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL('C'), &contacts);
  for (int i = 0; i < 2; i++) {
    self->tachos[i] = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ('D'), 2 + i);
    avr_raise_irq(avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, i), 2500);
  }
}

static void quiet(avr_t *avr, const int level, const char *format, va_list words) {
  (void)avr;
  if (level <= LOG_ERROR) vfprintf(stderr, format, words);
}

int main(int count, char **words) {
  machine self = {.fd = -1, .fans = {100, 100}};
  const char *link = NULL;
  for (int i = 2; i < count; i++) {
    const char *word = words[i];
    if (strcmp(word, "--reset-on-open") == 0) self.is_reset_on_open = true;
    else if (i + 1 == count) return fprintf(stderr, "%s needs a value\n", word), 64;
    else if (strcmp(word, "--log") == 0) self.log = fopen(words[++i], "a");
    else if (strcmp(word, "--link") == 0) link = words[++i];
    else if (strcmp(word, "--boot-ms") == 0) self.boot_ms = (unsigned)strtoul(words[++i], NULL, 10);
    else if (strcmp(word, "--poll") == 0) self.poll_at = (uint32_t)strtoul(words[++i], NULL, 16);
    else if (strcmp(word, "--glitch") == 0) self.glitch_us = (unsigned)strtoul(words[++i], NULL, 10);
    else return fprintf(stderr, "what is %s?\n", word), 64;
  }
  avr_global_logger_set(quiet);
  if (count < 2 || !load(&self, words[1])) return fputs("usage: avr SKETCH.elf [options]\n", stderr), 64;
  self.fd = open_terminal(&self.path);
  if (self.fd < 0) return perror("pseudo terminal"), 74;
  if (link != NULL && (unlink(link), symlink(self.path, link) != 0)) return perror(link), 74;
  const int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGINT};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) signal(signals[i], note);
  wire(&self);
  begin(&self, PORF);
  printf("ready %s\n", self.path);
  fflush(stdout);
  for (int ended = 0; ended != SIGTERM && ended != SIGINT;) {
    caught = 0;
    run(&self);
    ended = caught;
    if (ended == SIGUSR1 && self.poll_at != 0) hang(&self);
    if (ended == SIGUSR2) reset(&self, BORF);
  }
  tell_number(&self, "poll", 0, (unsigned long)(self.longest_poll / MHZ));
  if (link != NULL) unlink(link);
  return 0;
}
