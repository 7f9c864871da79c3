/* The same with Debian's libmodbus: libmodbus-client END BAUD SECONDS */

#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { UNITS = 30, REGISTERS = 20, TIMEOUT_MS = 500 };

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double cpu_ms(struct rusage *usage) {
  getrusage(RUSAGE_SELF, usage);
  return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1e3 +
         (usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) / 1e3;
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  modbus_t *context = argv[1][0] == '/' ? modbus_new_rtu(argv[1], atoi(argv[2]), 'N', 8, 1)
                                        : modbus_new_tcp("127.0.0.1", atoi(argv[1]));
  modbus_set_response_timeout(context, 0, TIMEOUT_MS * 1000);
  if (modbus_connect(context) < 0) return 1;
  struct rusage usage;
  double before_ms = cpu_ms(&usage), end_s = now_s() + atof(argv[3]);
  long transactions = 0, errors = 0;
  for (int unit = 0; now_s() < end_s; unit = (unit + 1) % UNITS) {
    uint16_t words[REGISTERS];
    modbus_set_slave(context, unit + 1);
    if (modbus_read_registers(context, 0, REGISTERS, words) == REGISTERS) transactions++;
    else errors++;
  }
  double taken_ms = cpu_ms(&usage) - before_ms;
  printf("{\"transactions\":%ld,\"errors\":%ld,\"cpuMs\":%.3f,\"rssMb\":%.1f}\n", transactions, errors, taken_ms,
         usage.ru_maxrss / 1e3);
  return 0;
}
