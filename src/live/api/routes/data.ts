/** Routes of those who watch data: datasets, replicas, storage, links and transfers. */
import { amount, fields, flag, list, name, numberInUrl, oneOf, whole } from '../fields.js'
import { z } from 'zod'
import { BadInput } from '../../../model/bad-input.js'
import { claimKey, keyOfPart } from '../request-key.js'
import { route } from '../route.js'
import { done } from '../shapes.js'

const watchers = ['production'] as const
const MOST_LINKS = 10_000
const MOST_SITES = 1_000

const rate = amount('MB/s').nullable()

export const dataRoutes = {
  'PUT /datasets/:name': route({
    summary: 'Make a dataset known, and the sites that hold all of it',
    may: watchers,
    params: fields({ name: name() }),
    body: fields({
      bytes: amount('bytes'),
      files: whole(0).default(0),
      sites: list(name(), MOST_SITES).default([]),
      tapes: list(name(), MOST_SITES).default([]),
    }),
    answer: done,
    isIdempotent: true,
    example: { params: { name: 'events.2026' }, body: { bytes: 4e9, files: 4, sites: ['BNL'] } },
    handle: async ({ params, body, key }, desk) => {
      await desk.door.report({ report: 'datasetKnown', name: params.name, ...body }, key)
      return { done: true } as const
    },
  }),

  'PUT /datasets/:name/replicas/:site': route({
    summary: 'Tell that a site has got a complete copy of a dataset',
    may: watchers,
    params: fields({ name: name(), site: name() }),
    body: fields({ kind: oneOf(['primary', 'cached']).default('primary') }),
    answer: done,
    isIdempotent: true,
    example: { params: { name: 'events.2026', site: 'BNL' }, body: { kind: 'primary' } },
    handle: async ({ params, body: { kind }, key }, desk) => {
      await desk.door.report({ report: 'replicaArrived', dataset: params.name, site: params.site, kind }, key)
      return { done: true } as const
    },
  }),

  'DELETE /datasets/:name/replicas/:site': route({
    summary: 'Tell that copies of a dataset at a site are gone',
    may: watchers,
    params: fields({ name: name(), site: name() }),
    query: fields({ kind: oneOf(['primary', 'cached', 'tape']).optional() }),
    answer: done,
    isIdempotent: true,
    example: { params: { name: 'events.2026', site: 'BNL' }, query: { kind: 'primary' } },
    handle: async ({ params, query: { kind = 'primary' }, key }, desk) => {
      await desk.door.report({ report: 'replicaGone', dataset: params.name, site: params.site, kind }, key)
      return { done: true } as const
    },
  }),

  'PATCH /sites/:name/storage': route({
    summary: 'Tell what is news of the storage of a site',
    detail: 'null: not known any more. What is not named stays as it was.',
    may: watchers,
    params: fields({ name: name() }),
    body: fields({
      readLan: flag().optional(),
      writeLan: flag().optional(),
      readWan: flag().optional(),
      writeWan: flag().optional(),
      freeBytes: amount('bytes').nullable().optional(),
      totalBytes: amount('bytes').nullable().optional(),
    }),
    answer: done,
    isIdempotent: true,
    example: { params: { name: 'BNL' }, body: { freeBytes: 2e12, writeWan: true } },
    handle: async ({ params, body, key }, desk) => {
      const given = Object.entries(body).filter(([, value]) => value !== undefined)
      const news = Object.fromEntries(given.map(([field, value]) => [field, value ?? Infinity]))
      await desk.door.report({ report: 'storageChanged', site: params.name, news }, key)
      return { done: true } as const
    },
  }),

  'PUT /links': route({
    summary: 'Tell what monitors measured of links between sites',
    detail: 'MB/s over the last hour, day and week; null where there was no traffic. All of them are taken, or none.',
    may: watchers,
    body: fields({
      links: list(fields({ from: name(), to: name(), hourMBps: rate, dayMBps: rate, weekMBps: rate }), MOST_LINKS),
    }),
    answer: fields({ links: z.number() }).meta({ id: 'LinksMeasured' }),
    isIdempotent: true,
    example: { body: { links: [{ from: 'BNL', to: 'CERN', hourMBps: 120, dayMBps: 90.5, weekMBps: null }] } },
    handle: async ({ body: { links }, key }, desk) => {
      const unknown = await desk.door.ask(({ state: { grid } }) => {
        const place = links.findIndex(({ from, to }) => grid.site(from) === undefined || grid.site(to) === undefined)
        return place < 0 ? undefined : place
      })
      if (unknown !== undefined)
        throw new BadInput(`body.links[${unknown}]`, 'it names a site that is not in the grid', 'sites of the grid')
      await claimKey(desk.door, key)
      await Promise.all(
        links.map(({ from, to, hourMBps, dayMBps, weekMBps }, i) => {
          const rates = { hourMBps: hourMBps ?? NaN, dayMBps: dayMBps ?? NaN, weekMBps: weekMBps ?? NaN }
          return desk.door.report({ report: 'linkMeasured', from, to, rates }, keyOfPart(key, i))
        }),
      )
      return { links: links.length }
    },
  }),

  'POST /transfers/:number/ended': route({
    summary: 'Tell that a transfer is over, and whether its data arrived',
    may: watchers,
    params: fields({ number: numberInUrl() }),
    body: fields({ arrived: flag() }),
    answer: done,
    isIdempotent: true,
    example: { params: { number: '1' }, body: { arrived: true } },
    handle: async ({ params: { number }, body: { arrived }, key }, desk) => {
      await desk.door.report({ report: 'transferEnded', number, arrived }, key)
      return { done: true } as const
    },
  }),
} as const
