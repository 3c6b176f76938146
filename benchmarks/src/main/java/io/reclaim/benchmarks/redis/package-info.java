/** A real redis-server to compare with, where one is installed: {@link io.reclaim.benchmarks.redis.RedisProcess}. */
package io.reclaim.benchmarks.redis;
