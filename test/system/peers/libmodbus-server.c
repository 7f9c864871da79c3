/* A server made of Debian's libmodbus: register n holds n, coil and input n its lowest bit.
 *   libmodbus-server tcp PORT
 *   libmodbus-server rtu PATH BAUD UNIT
 * Says "ready" when it can be asked. */

#include <errno.h>
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 2000 };

static modbus_t *open_context(int argc, char **argv, int *listener) {
  if (argc == 3 && strcmp(argv[1], "tcp") == 0) {
    modbus_t *context = modbus_new_tcp("127.0.0.1", atoi(argv[2]));
    *listener = modbus_tcp_listen(context, 1);
    return *listener < 0 ? NULL : context;
  }
  if (argc == 5 && strcmp(argv[1], "rtu") == 0) {
    modbus_t *context = modbus_new_rtu(argv[2], atoi(argv[3]), 'N', 8, 1);
    modbus_set_slave(context, atoi(argv[4]));
    return modbus_connect(context) < 0 ? NULL : context;
  }
  return NULL;
}

int main(int argc, char **argv) {
  int listener = -1;
  modbus_t *context = open_context(argc, argv, &listener);
  modbus_mapping_t *mapping = modbus_mapping_new(COUNT, COUNT, COUNT, COUNT);
  if (context == NULL || mapping == NULL) {
    fprintf(stderr, "cannot be opened: %s\n", modbus_strerror(errno));
    return 1;
  }
  for (int n = 0; n < COUNT; n++) {
    mapping->tab_bits[n] = mapping->tab_input_bits[n] = n & 1;
    mapping->tab_registers[n] = mapping->tab_input_registers[n] = n;
  }
  printf("ready\n");
  fflush(stdout);
  for (;;) {
    if (listener >= 0) modbus_tcp_accept(context, &listener);
    unsigned char query[MODBUS_TCP_MAX_ADU_LENGTH];
    int length;
    while ((length = modbus_receive(context, query)) >= 0)
      if (length > 0) modbus_reply(context, query, length, mapping);
    if (listener >= 0) modbus_close(context);
  }
}
