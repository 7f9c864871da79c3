/** What a bus carries, by its kind: Modbus devices, instruments with a protocol of their own, or local parts. */

import type { BusPlan, PortPlan } from '../../plan/site-plan.ts';

/** Whether the bus carries Modbus; instruments, boards and GPIO do not. */
export function isModbus<T extends { readonly kind: string }>(
  bus: T,
): bus is Extract<T, { kind: BusPlan['kind'] }> {
  return bus.kind === 'modbus-tcp' || bus.kind === 'modbus-rtu' || bus.kind === 'rtu-over-tcp';
}

/** Whether instruments with a protocol of their own stand behind the bus. */
export function isPort<T extends { readonly kind: string }>(
  bus: T | undefined,
): bus is Extract<T, { kind: PortPlan['kind'] }> {
  return bus?.kind === 'meter-serial' || bus?.kind === 'meter-tcp' || bus?.kind === 'one-wire';
}

/** Whether the bus takes built-in models only. */
export function isLocal<T extends { readonly kind: string }>(
  bus: T,
): bus is Extract<T, { kind: 'board' | 'gpio' }> {
  return bus.kind === 'board' || bus.kind === 'gpio';
}
