/* A line with 30 devices on a pseudo terminal, or on a TCP port, for measurements of clients.
 *   slave rtu BAUD ADAPTER DEAD SKIP_MS    prints the path of the terminal
 *   slave tcp                              prints the port
 * When its stdin ends it prints what it saw, as JSON, and ends.
 *
 * On the terminal it spends the time that the wire would: a request takes its characters (10 bits each), then t3.5 and
 * 5 ms of thought, then the answer its characters. ADAPTER says how these reach the host:
 *   fifo    8 at a time, and the rest as soon as it is there
 *   pl011   8 at a time; the rest when the line has been quiet for 32 bits (the receive timeout of Raspberry Pi's UART)
 *   ftdi1, ftdi16   whatever is there each time a latency timer of 1 or 16 ms ends, or 62 characters
 * A request that begins less than t3.5 after the end of the last answer is counted: a device may not hear it. Around
 * that moment the slave does not sleep, so it sees it to some microseconds. Unit DEAD never answers; 0: all do.
 * Nothing is counted before SKIP_MS. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST = 8, FIFO = 8, USB_PACKET = 62 };
static const double think_us = 5000;
/* The clock of the slave and the start of a read are not exact: nearer than this is not called too early. */
static const double tolerance_us = 20;

static double char_us, silence_us, latency_us, cycle_us;
static int is_pl011, dead;
static struct {
  long answered, asked, violations;
  double first_us, last_us, shortest_gap_us;
} seen = {0, 0, 0, 0, 0, 1e9};

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* Sleeps most of the time and spins the rest: a sleeper wakes late by some 60 us, which would be the client's loss. */
static void sleep_until(double at_us) {
  double wake_us = at_us - 150;
  struct timespec t = {(time_t)(wake_us / 1e6), 0};
  t.tv_nsec = (long)((wake_us - t.tv_sec * 1e6) * 1e3);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR) continue;
  while (now_us() < at_us) continue;
}

static uint16_t crc16(const uint8_t *bytes, int length) {
  uint16_t crc = 0xffff;
  for (int i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

static void report(void) {
  double span_us = seen.last_us - seen.first_us;
  double limit = span_us <= 0 ? 0 : 100 * (seen.answered - 1) * cycle_us / span_us;
  printf("{\"answered\":%ld,\"asked\":%ld,\"violations\":%ld,\"seconds\":%.6f,\"ofLimitPct\":%.3f,\"shortestGapUs\":%.1f}\n",
         seen.answered, seen.asked, seen.violations, span_us / 1e6, limit, seen.shortest_gap_us);
  fflush(stdout);
}

/* Register n of every unit holds n. Gives the length of the answer. */
static int answer_to(const uint8_t *request, uint8_t *answer) {
  int address = request[2] << 8 | request[3], count = request[4] << 8 | request[5];
  answer[0] = request[0];
  answer[1] = request[1];
  answer[2] = (uint8_t)(2 * count);
  for (int i = 0; i < count; i++) {
    answer[3 + 2 * i] = (uint8_t)((address + i) >> 8);
    answer[4 + 2 * i] = (uint8_t)(address + i);
  }
  return 3 + 2 * count;
}

/* Sends the characters as the adapter hands them over. Gives the instant at which the last has left the wire. */
static double deliver(int fd, const uint8_t *answer, int length, double start_us) {
  double end_us = start_us + length * char_us;
  double tick_us = latency_us > 0 ? ((long)(start_us / latency_us) + 1) * latency_us : 0;
  for (int sent = 0; sent < length;) {
    int upto;
    double at_us;
    if (latency_us > 0) {
      double full_us = start_us + (sent + USB_PACKET) * char_us;
      at_us = full_us < tick_us ? full_us : tick_us;
      if (at_us == tick_us) tick_us += latency_us;
      upto = (int)((at_us - start_us) / char_us + 1e-6);
      if (upto > length) upto = length;
      if (upto <= sent) continue; /* a tick that found nothing */
    } else {
      upto = sent + FIFO <= length ? sent + FIFO : length;
      at_us = start_us + upto * char_us;
      if (is_pl011 && upto - sent < FIFO) at_us += 3.2 * char_us;
    }
    sleep_until(at_us);
    if (write(fd, answer + sent, upto - sent) < 0) exit(1);
    sent = upto;
  }
  return end_us;
}

static void serve_rtu(int fd, double skip_us) {
  uint8_t request[256], answer[256];
  int length = 0;
  double free_us = 0, begin_us = 0, quiet_us = 0, opened_us = 0;
  fcntl(fd, F_SETFL, O_NONBLOCK);
  for (;;) {
    struct pollfd fds[2] = {{fd, POLLIN, 0}, {0, POLLIN, 0}};
    double now = now_us();
    int is_watching = now < free_us + silence_us + 200;
    if (!is_watching) poll(fds, 2, length > 0 ? 1 : 100);
    else poll(fds + 1, 1, 0);
    char end[16];
    if (fds[1].revents & (POLLIN | POLLHUP) && read(0, end, sizeof end) <= 0) return report();
    int got = (int)read(fd, request + length, sizeof request - length);
    now = now_us();
    if (got <= 0) {
      if (!is_watching && fds[0].revents & POLLHUP) usleep(10000); /* nobody has opened the other end */
      if (length > 0 && now - begin_us > 20000) length = 0;
      continue;
    }
    if (length == 0) begin_us = now;
    length += got;
    if (length < REQUEST) continue;
    length = 0;
    if (crc16(request, 6) != (request[6] | request[7] << 8)) continue;
    if (opened_us == 0) opened_us = begin_us;
    int is_counted = begin_us >= opened_us + skip_us;
    double gap_us = begin_us - quiet_us;
    if (is_counted) {
      seen.asked++;
      if (quiet_us > 0 && gap_us < seen.shortest_gap_us) seen.shortest_gap_us = gap_us;
      if (quiet_us > 0 && gap_us < silence_us - tolerance_us) seen.violations++;
    }
    double heard_us = begin_us + REQUEST * char_us;
    if (request[0] == dead) {
      free_us = quiet_us = heard_us;
      continue;
    }
    int body = answer_to(request, answer);
    uint16_t crc = crc16(answer, body);
    answer[body] = (uint8_t)crc;
    answer[body + 1] = (uint8_t)(crc >> 8);
    cycle_us = (REQUEST + body + 2) * char_us + 2 * silence_us + think_us;
    quiet_us = free_us = deliver(fd, answer, body + 2, heard_us + silence_us + think_us);
    if (!is_counted) continue;
    if (seen.answered++ == 0) seen.first_us = quiet_us;
    seen.last_us = quiet_us;
  }
}

static void serve_tcp(int listener) {
  int fd = -1, length = 0;
  uint8_t bytes[4096], answer[300];
  for (;;) {
    struct pollfd fds[2] = {{fd < 0 ? listener : fd, POLLIN, 0}, {0, POLLIN, 0}};
    poll(fds, 2, -1);
    char end[16];
    if (fds[1].revents & (POLLIN | POLLHUP) && read(0, end, sizeof end) <= 0) return report();
    if (fds[0].revents == 0) continue;
    if (fd < 0) {
      int on = 1;
      fd = accept(listener, NULL, NULL);
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      length = 0;
      continue;
    }
    int got = (int)read(fd, bytes + length, sizeof bytes - length);
    if (got <= 0) {
      close(fd);
      fd = -1;
      continue;
    }
    length += got;
    int used = 0;
    for (; length - used >= 12; used += 12) {
      memcpy(answer, bytes + used, 4);
      int body = answer_to(bytes + used + 6, answer + 6);
      answer[4] = 0;
      answer[5] = (uint8_t)body;
      if (write(fd, answer, body + 6) < 0) break;
      seen.asked++;
      if (seen.answered++ == 0) seen.first_us = now_us();
      seen.last_us = now_us();
    }
    memmove(bytes, bytes + used, length - used);
    length -= used;
  }
}

static int listen_anywhere(int *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, (struct sockaddr *)&address, size) < 0 || listen(listener, 1) < 0) return -1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  *port = ntohs(address.sin_port);
  return listener;
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "tcp") == 0) {
    int port, listener = listen_anywhere(&port);
    if (listener < 0) return 1;
    printf("%d\n", port);
    fflush(stdout);
    serve_tcp(listener);
    return 0;
  }
  if (argc != 6) return 64;
  double baud = atof(argv[2]);
  char_us = 10e6 / baud;
  silence_us = baud > 19200 ? 1750 : 3.5 * char_us;
  is_pl011 = strcmp(argv[3], "pl011") == 0;
  latency_us = strcmp(argv[3], "ftdi1") == 0 ? 1000 : strcmp(argv[3], "ftdi16") == 0 ? 16000 : 0;
  dead = atoi(argv[4]);
  int fd = posix_openpt(O_RDWR | O_NOCTTY);
  struct termios raw;
  if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0 || tcgetattr(fd, &raw) < 0) return 1;
  cfmakeraw(&raw);
  tcsetattr(fd, TCSANOW, &raw);
  printf("%s\n", ptsname(fd));
  fflush(stdout);
  serve_rtu(fd, atof(argv[5]) * 1000);
  return 0;
}
