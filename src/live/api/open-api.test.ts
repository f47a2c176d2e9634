/** The documents: OpenAPI 3.1 that hangs together, and a page that asks for nothing else. */
import test from 'ava'
import { z } from 'zod'
import { docsPage, pagePolicy } from './docs-page.js'
import { openApi } from './open-api.js'
import type { Route } from './route.js'
import { placeOfRoute } from './route-place.js'
import { routes } from './routes/index.js'

type Json = Record<string, unknown>
interface Operation extends Json {
  operationId: string
  parameters: { name: string; in: string; required: boolean; schema: Json; example?: unknown }[]
  requestBody?: { content: Record<string, { schema: Json; example: unknown }> }
  responses: Record<string, { description?: string; content: Json }>
  security: unknown[]
}

const document = JSON.parse(JSON.stringify(openApi(routes))) as Json
const paths = document['paths'] as Record<string, Record<string, Operation>>
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)
const entries = Object.entries(routes) as unknown as [string, Route][]

/** Every object of the document, with its place. */
function* objectsIn(part: unknown, place = '#'): Generator<[string, Json]> {
  if (typeof part !== 'object' || part === null) return
  if (!Array.isArray(part)) yield [place, part as Json]
  for (const [key, value] of Object.entries(part)) yield* objectsIn(value, `${place}/${key}`)
}

function at(pointer: string): unknown {
  return pointer
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((part, step) => (part as Json | undefined)?.[step.replace(/~1/g, '/')], document)
}

test('every route is an operation, each with a name of its own', (t) => {
  t.is(document['openapi'], '3.1.0')
  const expected = entries.map(([name]) => {
    const { method, path } = placeOfRoute(name)
    return `${method} ${path.replace(/:(\w+)/g, '{$1}')}`
  })
  t.deepEqual(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort(), expected.sort())
  const ids = operations.map(({ operation }) => operation.operationId)
  t.is(new Set(ids).size, ids.length)
  for (const id of ids) t.regex(id, /^[a-z][A-Za-z0-9]+$/)
})

test('every reference resolves, and nothing of JSON Schema is left out of place', (t) => {
  let references = 0
  for (const [place, object] of objectsIn(document)) {
    t.false('$defs' in object || '$schema' in object, place)
    if (typeof object['$ref'] !== 'string') continue
    references++
    t.regex(object['$ref'], /^#\/components\/schemas\/\w+$/, place)
    t.not(at(object['$ref']), undefined, `${place}: ${object['$ref']}`)
  }
  t.true(references > 300, String(references))
  const schemas = Object.keys((document['components'] as { schemas: Json }).schemas)
  for (const schema of ['TaskRequest', 'Job', 'Dispatch', 'Problem', 'ShareUse', 'Explanation'])
    t.true(schemas.includes(schema), schema)
})

test('every parameter of a path is declared, and no other', (t) => {
  for (const { path, method, operation } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const declared = operation.parameters.filter((parameter) => parameter.in === 'path')
    t.deepEqual(declared.map(({ name }) => name).sort(), inPath.sort(), `${method} ${path}`)
    t.true(declared.every(({ required }) => required))
    const all = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
    t.is(new Set(all).size, all.length)
  }
})

test('every operation says how it answers and refuses, and who may call it', (t) => {
  for (const [name, route] of entries) {
    const { method, path } = placeOfRoute(name)
    const { responses, security } = paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
    t.truthy(responses[String(route.status)], name)
    for (const status of ['400', '429', ...route.refusals.map(String)]) t.truthy(responses[status], `${name} ${status}`)
    t.is('401' in responses, route.may !== 'anyone', name)
    t.is(security.length, route.may === 'anyone' ? 0 : 1, name)
    for (const response of Object.values(responses)) t.is(typeof response.description, 'string')
  }
})

test('every example fits its schemas', (t) => {
  for (const [name, { params, query, body, bodyType, example }] of entries) {
    t.true(params.safeParse(example.params ?? {}).success, name)
    t.true(query.safeParse(example.query ?? {}).success, name)
    if (bodyType !== 'application/json') continue
    const isGiven = example.body !== undefined
    const needsNothing = body instanceof z.ZodObject && Object.keys(body.shape).length === 0
    t.is(isGiven, !needsNothing, name)
    if (isGiven) t.true(body.safeParse(example.body).success, name)
  }
})

test('no query must have a field', (t) => {
  for (const [name, { query }] of entries) t.true(query.safeParse({}).success, name)
})

test('the page shows every route, and may load nothing', (t) => {
  const page = docsPage()
  for (const [name] of entries) {
    const { method, path } = placeOfRoute(name)
    t.true(page.includes(`<h3>${method} ${path}</h3>`), name)
  }
  t.notRegex(page, /<script|<link|<img|src=|@import|url\(|https?:/i)
  t.regex(pagePolicy, /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'/)
})
