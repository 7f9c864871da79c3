"""A server made of pymodbus 3.0: register n holds n, coil and input n its lowest bit.

pymodbus-server.py tcp PORT | rtu PATH BAUD UNIT
"""

import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartSerialServer, StartTcpServer
from pymodbus.transaction import ModbusRtuFramer

COUNT = 2000


def context_of(units):
    words = list(range(COUNT))
    bits = [n & 1 for n in words]
    slave = ModbusSlaveContext(
        co=ModbusSequentialDataBlock(0, bits),
        di=ModbusSequentialDataBlock(0, bits),
        hr=ModbusSequentialDataBlock(0, words),
        ir=ModbusSequentialDataBlock(0, words),
        zero_mode=True,
    )
    return ModbusServerContext(slaves={unit: slave for unit in units}, single=False)


if sys.argv[1] == "tcp":
    StartTcpServer(context=context_of(range(1, 248)), address=("127.0.0.1", int(sys.argv[2])))
else:
    path, baud, unit = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    StartSerialServer(context=context_of([unit]), framer=ModbusRtuFramer, port=path, baudrate=baud)
