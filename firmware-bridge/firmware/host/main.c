/*
 * The firmware on a desktop: the same core on a pseudo terminal, with the machine's monotonic clock and simulated fans
 * and temperatures. It prints "ready <path>", the terminal to open. Linux.
 *
 *   SIGUSR1  watchdog reset     SIGUSR2  brown-out reset     SIGTERM  the end
 *
 * --log FILE gets one line for each thing that moves, at CLOCK_MONOTONIC milliseconds: "81234.567 relay 1 on".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../core.h"

#define FULL_RPM 3000.0
#define FAN_TIME_S 1.5   /* time constant of a fan */
#define AIR_TIME_S 120.0
#define OUTSIDE_C 22.0
#define HEAT_C 24.0      /* above outdoors with the fans at rest */

typedef struct {
  int fd;
  FILE *log;
  const char *store_path;
  double start_ms, stepped_ms;
  uint8_t relays, fans[QP_FANS_MAX];
  double rpm[QP_FANS_MAX], temp_c;
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

static uint32_t now_ms(void *context) {
  const machine *self = context;
  return (uint32_t)(monotonic_ms() - self->start_ms);
}

static int read_byte(void *context) {
  const machine *self = context;
  unsigned char byte;
  return read(self->fd, &byte, 1) == 1 ? byte : -1;
}

/* Without a peer the bytes are lost, as on a USB line. */
static bool has_peer(const machine *self) {
  struct pollfd line = {self->fd, POLLIN, 0};
  return poll(&line, 1, 0) >= 0 && (line.revents & POLLHUP) == 0;
}

static void write_bytes(void *context, const char *bytes, size_t count) {
  const machine *self = context;
  if (has_peer(self) && write(self->fd, bytes, count) < 0 && errno != EAGAIN && errno != EIO) perror("write");
}

static void set_fan(void *context, uint8_t fan, uint8_t percent) {
  machine *self = context;
  char text[8];
  snprintf(text, sizeof text, "%u", percent);
  self->fans[fan] = percent;
  tell(self, "fan", fan + 1, text);
}

static void set_relays(void *context, uint8_t pattern) {
  machine *self = context;
  for (int i = 0; i < (int)QP_RELAYS_MAX; i++)
    if (((pattern ^ self->relays) >> i) & 1) tell(self, "relay", i + 1, (pattern >> i) & 1 ? "on" : "off");
  self->relays = pattern;
}

static uint16_t read_rpm(void *context, uint8_t fan) {
  const machine *self = context;
  return (uint16_t)lround(self->rpm[fan]);
}

static int16_t read_temp(void *context, uint8_t sensor) {
  const machine *self = context;
  return (int16_t)lround(self->temp_c * 10 + sensor * 3);
}

static uint8_t read_inputs(void *context) {
  (void)context;
  return 0;
}

static qp_door read_door(void *context) {
  (void)context;
  return QP_DOOR_CLOSED;
}

static bool load(void *context, uint8_t record[QP_RECORD_SIZE]) {
  const machine *self = context;
  FILE *file = self->store_path == NULL ? NULL : fopen(self->store_path, "rb");
  bool is_read = file != NULL && fread(record, 1, QP_RECORD_SIZE, file) == QP_RECORD_SIZE;
  if (file != NULL) fclose(file);
  return is_read;
}

static bool store(void *context, const uint8_t record[QP_RECORD_SIZE]) {
  const machine *self = context;
  FILE *file = self->store_path == NULL ? NULL : fopen(self->store_path, "wb");
  if (file == NULL) return false;
  bool is_written = fwrite(record, 1, QP_RECORD_SIZE, file) == QP_RECORD_SIZE;
  return (fclose(file) == 0) && is_written;
}

static void step(machine *self) {
  double now = monotonic_ms(), seconds = (now - self->stepped_ms) / 1e3, flow = 0;
  self->stepped_ms = now;
  for (unsigned i = 0; i < QP_FANS_MAX; i++) {
    double target = FULL_RPM * self->fans[i] / 100;
    self->rpm[i] += (target - self->rpm[i]) * (1 - exp(-seconds / FAN_TIME_S));
    if (self->rpm[i] / FULL_RPM > flow) flow = self->rpm[i] / FULL_RPM;
  }
  double settled_c = OUTSIDE_C + HEAT_C / (1 + 3 * flow);
  self->temp_c += (settled_c - self->temp_c) * (1 - exp(-seconds / AIR_TIME_S));
}

/* What the wires do in a reset: pull-downs release the relays, fans run full without a signal. */
static void reset(machine *self, unsigned boot_ms) {
  tell(self, "reset", 0, "begins");
  set_relays(self, 0);
  memset(self->fans, 100, sizeof self->fans);
  usleep(boot_ms * 1000);
  tcflush(self->fd, TCIFLUSH);
  self->start_ms = monotonic_ms();
}

static int fail(const char *what) {
  perror(what);
  return 74; /* EX_IOERR */
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

static int open_port(const char *path) {
  int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  struct termios settings;
  if (fd < 0 || tcgetattr(fd, &settings) != 0) return fd;
  cfmakeraw(&settings);
  cfsetspeed(&settings, B115200);
  tcsetattr(fd, TCSANOW, &settings);
  return fd;
}

static qp_reset cause_of(const char *word) {
  static const char *const words[] = {"power", "button", "watchdog", "brown-out", "software"};
  for (int i = 0; i < 5; i++)
    if (strcmp(word, words[i]) == 0) return (qp_reset)i;
  return QP_RESET_UNKNOWN;
}

typedef struct {
  const char *port, *link;
  unsigned boot_ms;
} options;

/* False when a word is unknown or lacks its value. */
static bool read_options(int count, char **words, options *wanted, machine *self, qp_board *board) {
  for (int i = 1; i < count; i += 2) {
    const char *word = words[i], *value = words[i + 1]; /* the last of all is NULL */
    if (value == NULL) return false;
    if (strcmp(word, "--port") == 0) wanted->port = value;
    else if (strcmp(word, "--link") == 0) wanted->link = value;
    else if (strcmp(word, "--log") == 0) self->log = fopen(value, "a");
    else if (strcmp(word, "--store") == 0) self->store_path = value;
    else if (strcmp(word, "--id") == 0) board->id = value;
    else if (strcmp(word, "--boot-ms") == 0) wanted->boot_ms = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(word, "--reset") == 0) board->reset = cause_of(value);
    else return false;
  }
  return true;
}

/* Runs from one reset to the next; returns the signal that ended it. */
static int run(machine *self, const qp_hal *hal, const qp_board *board) {
  static const char *const whys[] = {"commanded", "lease-expired", "boot", "brown-out"};
  qp_core core;
  qp_start(&core, hal, board);
  tell(self, "why", 0, whys[core.why]);
  for (qp_why why = core.why; caught == 0; why = core.why) {
    struct pollfd line = {self->fd, POLLIN, 0};
    if (poll(&line, 1, 5) > 0 && (line.revents & POLLHUP) != 0) usleep(5000);
    step(self);
    qp_poll(&core);
    if (core.why != why) tell(self, "why", 0, whys[core.why]);
  }
  int signal = caught;
  caught = 0;
  return signal;
}

static const char usage[] =
    "usage: board [--port PATH] [--link PATH] [--log FILE] [--store FILE] [--id NAME] [--boot-ms MS]\n"
    "             [--reset power|button|watchdog|brown-out|software]\n";

int main(int count, char **words) {
  machine self = {.fd = -1, .temp_c = OUTSIDE_C, .stepped_ms = monotonic_ms()};
  qp_board board = {"1.0.0", "host", 2, 8, 2, 4, true, QP_RESET_POWER};
  options wanted = {NULL, NULL, 0};
  const qp_hal hal = {&self,    now_ms,    read_byte,   write_bytes, set_fan, set_relays,
                      read_rpm, read_temp, read_inputs, read_door,   load,    store,       NULL};
  if (!read_options(count, words, &wanted, &self, &board)) return fputs(usage, stderr), 64;
  const char *path = wanted.port;
  self.fd = path == NULL ? open_terminal(&path) : open_port(path);
  if (self.fd < 0) return fail(path == NULL ? "pseudo terminal" : path);
  if (wanted.link != NULL && (unlink(wanted.link), symlink(path, wanted.link) != 0)) return fail(wanted.link);
  const int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGINT};
  for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) signal(signals[i], note);
  printf("ready %s\n", path);
  fflush(stdout);

  for (int ended = SIGUSR1; ended == SIGUSR1 || ended == SIGUSR2;) {
    reset(&self, wanted.boot_ms);
    ended = run(&self, &hal, &board);
    board.reset = ended == SIGUSR2 ? QP_RESET_BROWN_OUT : QP_RESET_WATCHDOG;
  }
  if (wanted.link != NULL) unlink(wanted.link);
  return 0;
}
