/**
 * One truth about memory: every byte is charged to a {@link io.reclaim.core.accounting.MemoryAccount} of a
 * {@link io.reclaim.core.accounting.MemoryLedger} before it is taken and released after it is given back, so the ledger
 * is never below the truth and a {@link io.reclaim.core.accounting.MemoryLimit} is never overshot.
 *
 * <p>What is charged: pages, runs, blocks and their descriptors, by the sizes of their arrays. Directories of pages, some
 * 10 to 40 bytes for each 4,096 entries, and the few objects that a structure is made of are not; a store charges a fixed
 * sum for them.
 *
 * <p>Sizes of Java objects come from {@link io.reclaim.core.accounting.ObjectLayout} alone.
 *
 * <ul>
 *   <li>Accounts: {@link io.reclaim.core.accounting.MemoryLedger}, {@link io.reclaim.core.accounting.MemoryAccount},
 *       {@link io.reclaim.core.accounting.MemoryPurpose}, {@link io.reclaim.core.accounting.MemorySnapshot}, all made of
 *       {@link io.reclaim.core.accounting.Counter}
 *   <li>Limit: {@link io.reclaim.core.accounting.MemoryLimit}, {@link io.reclaim.core.accounting.MemoryWatermarks},
 *       {@link io.reclaim.core.accounting.BackPressure}, {@link io.reclaim.core.accounting.RuntimeSettings}
 *   <li>Report: {@link io.reclaim.core.accounting.MemoryReport} of {@link io.reclaim.core.accounting.StoreFigures},
 *       {@link io.reclaim.core.accounting.BlockMemory}, {@link io.reclaim.core.accounting.ProcessMemory},
 *       {@link io.reclaim.core.accounting.DefragFigures} and {@link io.reclaim.core.accounting.ClientFigures};
 *       {@link io.reclaim.core.accounting.MemoryMetrics}; {@link io.reclaim.core.accounting.MemoryDoctor} and its
 *       {@link io.reclaim.core.accounting.MemoryFinding}
 *   <li>Advice: {@link io.reclaim.core.accounting.MemoryAdvisor} turns {@link io.reclaim.core.accounting.MissRatios} into
 *       {@link io.reclaim.core.accounting.MemoryAdvice}
 *   <li>Clients: {@link io.reclaim.core.accounting.ClientBuffers}, {@link io.reclaim.core.accounting.OutputBuffer},
 *       {@link io.reclaim.core.accounting.OutputBufferLimits} of {@link io.reclaim.core.accounting.OutputBufferLimit},
 *       {@link io.reclaim.core.accounting.ClientClass}, {@link io.reclaim.core.accounting.BufferVerdict}; what
 *       replicas share: {@link io.reclaim.core.accounting.ReplicationBuffer}
 *   <li>Giving back: {@link io.reclaim.core.accounting.LazyFree}
 * </ul>
 */
package io.reclaim.core.accounting;
