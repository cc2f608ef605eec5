/** Which TensorFlow is fetched, and what the set-up of each takes. Changing a version means running `test:native` anew. */

export interface NativeRelease {
  readonly build: "cpu" | "cuda"
  /** The package on the Python package index whose wheel holds the libraries. */
  readonly distribution: string
  readonly version: string
  readonly wheelBytes: number
  /** The oldest C library that its symbols allow. */
  readonly glibcMin: string
  /** What must be free on the disk while it is made; what is kept is less. */
  readonly diskBytes: number
  /** The wheels of NVIDIA's libraries; none where only the processor computes. */
  readonly graphics: readonly GraphicsWheel[]
}

export interface GraphicsWheel {
  readonly distribution: string
  readonly version: string
  /** About; for the progress bar. */
  readonly bytes: number
}

export const MEGABYTE = 1_000_000
export const GIGABYTE = 1000 * MEGABYTE

/**
 * 2.16.2 is the newest that passes the whole test-suite of tfjs-core; from 2.17 on, rounding whole numbers gives
 * zeros.
 */
export const CPU_RELEASE: NativeRelease = {
  build: "cpu",
  distribution: "tensorflow-cpu",
  version: "2.16.2",
  wheelBytes: 214_055_683,
  glibcMin: "2.17",
  diskBytes: 1.1 * GIGABYTE,
  graphics: []
}

const megabytes = (distribution: string, version: string, size: number): GraphicsWheel => ({
  distribution,
  version,
  bytes: size * MEGABYTE
})

/**
 * The CUDA build is newer than the other, since it must know the graphics cards and drivers of today: CUDA 12.5,
 * cuDNN 9. Nothing that is trained here rounds whole numbers.
 */
export const CUDA_RELEASE: NativeRelease = {
  build: "cuda",
  distribution: "tensorflow",
  version: "2.21.0",
  wheelBytes: 572_440_367,
  glibcMin: "2.27",
  diskBytes: 6 * GIGABYTE,
  graphics: [
    megabytes("nvidia-cuda-runtime-cu12", "12.5.82", 1),
    megabytes("nvidia-cuda-cupti-cu12", "12.5.82", 14),
    megabytes("nvidia-cuda-nvcc-cu12", "12.5.82", 22),
    megabytes("nvidia-cuda-nvrtc-cu12", "12.5.82", 25),
    megabytes("nvidia-nvjitlink-cu12", "12.5.82", 21),
    megabytes("nvidia-cublas-cu12", "12.5.3.2", 363),
    megabytes("nvidia-cufft-cu12", "11.2.3.61", 193),
    megabytes("nvidia-cusparse-cu12", "12.5.1.3", 217),
    megabytes("nvidia-cusolver-cu12", "11.6.3.83", 131),
    megabytes("nvidia-nccl-cu12", "2.27.7", 323),
    megabytes("nvidia-cudnn-cu12", "9.3.0.75", 577)
  ]
}
