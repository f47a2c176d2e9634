/** Times as PanDA writes them, always of UTC. */
import { BadInput } from '../../model/bad-input.js'
import type { Seconds } from '../../model/units.js'
import { isoTime } from '../api/desk.js'
import type { HostDoor } from '../door.js'

/** A time of the core in data of v1; null for what never was. */
export function pandaTime(desk: { readonly door: HostDoor }, at: Seconds | null): { __datetime__: string } | null {
  const iso = isoTime(desk, at)
  return iso === null ? null : { __datetime__: iso.slice(0, 19) }
}

/** A time such as `2026-01-02 03:04:05` in seconds of the core. @throws BadInput when it is none */
export function secondsAt({ door }: { readonly door: HostDoor }, text: string): Seconds {
  const [, day, time = '00:00:00'] = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.\d+)?)?$/.exec(text) ?? []
  const milliseconds = Date.parse(`${day}T${time}Z`)
  if (Number.isNaN(milliseconds)) throw new BadInput('since', `it is ${text.slice(0, 40)}`, 'YYYY-MM-DD HH:MM:SS')
  return (milliseconds - door.bornMilliseconds) / 1000
}
