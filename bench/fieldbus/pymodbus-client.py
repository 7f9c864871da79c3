"""The same with Debian's python3-pymodbus, synchronous: pymodbus-client.py END BAUD SECONDS"""

import json
import resource
import sys
import time

from pymodbus.client import ModbusSerialClient, ModbusTcpClient
from pymodbus.exceptions import ModbusException

UNITS, REGISTERS, TIMEOUT_S = 30, 20, 1


def cpu_ms():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return (usage.ru_utime + usage.ru_stime) * 1000


end, baud, seconds = sys.argv[1:]
if end.startswith("/"):
    client = ModbusSerialClient(port=end, baudrate=int(baud), timeout=TIMEOUT_S, strict=False)
else:
    client = ModbusTcpClient("127.0.0.1", port=int(end), timeout=TIMEOUT_S)
client.connect()
before_ms, end_s = cpu_ms(), time.monotonic() + float(seconds)
transactions = errors = unit = 0
while time.monotonic() < end_s:
    try:
        is_good = not client.read_holding_registers(0, REGISTERS, slave=unit + 1).isError()
    except ModbusException:
        is_good = False
    transactions += is_good
    errors += not is_good
    unit = (unit + 1) % UNITS
taken_ms = cpu_ms() - before_ms
rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps({"transactions": transactions, "errors": errors, "cpuMs": taken_ms, "rssMb": rss_mb}))
