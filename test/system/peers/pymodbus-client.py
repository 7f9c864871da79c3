"""Reads input registers with pymodbus 3.0 and prints them as JSON.

pymodbus-client.py tcp PORT UNIT ADDRESS COUNT | rtu PATH BAUD UNIT ADDRESS COUNT
"""

import json
import sys

from pymodbus.client import ModbusSerialClient, ModbusTcpClient

kind, *rest = sys.argv[1:]
if kind == "tcp":
    client = ModbusTcpClient("127.0.0.1", port=int(rest.pop(0)))
else:
    client = ModbusSerialClient(port=rest.pop(0), baudrate=int(rest.pop(0)))
unit, address, count = map(int, rest)
client.connect()
reply = client.read_input_registers(address, count, slave=unit)
client.close()
if reply.isError():
    sys.exit(str(reply))
print(json.dumps(reply.registers))
