import { type KeyObject, verify } from 'node:crypto'
import { type Der, objectIdOf, valuesIn } from './der.js'

/** What is hashed before it is signed, by the algorithm; what is not listed does not count, such as all with MD5 or SHA-1. */
const digests: Readonly<Record<string, string | undefined>> = {
  '1.2.840.113549.1.1.11': 'sha256', // with RSA
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256', // with elliptic curves
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
}
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1']
const LEAST_RSA_BITS = 2_048

/** Whether a signature of this kind can be trusted today. */
export function isStrongAlgorithm(algorithm: Der): boolean {
  return digests[objectIdOf(valuesIn(algorithm)[0])] !== undefined
}

/** Whether nobody can find out this key from its public half. */
export function isStrongKey({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  if (type === 'ec') return CURVES.includes(details?.namedCurve ?? '')
  return type === 'rsa' && (details?.modulusLength ?? 0) >= LEAST_RSA_BITS
}

/**
 * Whether the key has signed what is signed: a sequence of the signed bytes, the algorithm and the signature, as certificates,
 * attribute certificates and revocation lists are.
 */
export function isSignedWith(key: KeyObject, signed: Der): boolean {
  const [content, algorithm, signature] = valuesIn(signed)
  const digest = digests[objectIdOf(valuesIn(algorithm)[0])]
  return digest !== undefined && verify(digest, content.whole, key, signature.content.subarray(1))
}
