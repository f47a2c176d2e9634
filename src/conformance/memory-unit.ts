/** Whether memory given in a unit is meant for each core, as PanDA names its units. */
export function isMemoryPerCore(unit: string | null): boolean {
  return unit === 'MBPerCore' || unit === 'MBPerCoreFixed'
}
