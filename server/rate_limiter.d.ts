// The whole of the package asks for Node's `cluster`; these are the parts that do not.

declare module 'rate-limiter-flexible/lib/RateLimiterMemory.js' {
    export { RateLimiterMemory as default } from 'rate-limiter-flexible';
}
declare module 'rate-limiter-flexible/lib/RateLimiterRes.js' {
    export { RateLimiterRes as default } from 'rate-limiter-flexible';
}
