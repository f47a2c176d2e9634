import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { BackOffs } from './back-off.js'

test('many failures of one moment count once; what fails again after its wait waits twice as long', async (t) => {
  const backOffs = new BackOffs({ first: 40, longest: 60_000 })
  for (let pilot = 0; pilot < 20; pilot++) backOffs.failed('queue')
  t.true(backOffs.isWaiting('queue'))
  t.false(backOffs.isWaiting('another'))
  await until(() => !backOffs.isWaiting('queue'))
  const failedAt = performance.now()
  backOffs.failed('queue')
  await until(() => !backOffs.isWaiting('queue'))
  t.true(performance.now() - failedAt >= 75, 'twice as long, but for the grain of the clock')
  backOffs.failed('queue')
  backOffs.succeeded('queue')
  t.false(backOffs.isWaiting('queue'))
})

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(2)
}
