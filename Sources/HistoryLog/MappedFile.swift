import Glibc

/// A file mapped shared into memory; unmapped and closed with its last reference.
///
/// `@unchecked Sendable`: the address and the descriptor never change. What lies there is shared by several processes
/// anyway; those who touch it keep the rules that `RegionWriter` and `SealedWords` state.
final class MappedFile: @unchecked Sendable {
    let path: String
    let base: UnsafeMutableRawPointer
    let size: Int
    let descriptor: Int32
    let isWritable: Bool

    /// Makes a file of zeros, all of it allocated before a byte is mapped: on a sparse mapping a full disk would be a
    /// SIGBUS in whoever writes first.
    static func create(at path: String, size: Int) throws(HistoryError) -> MappedFile {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system("create", errno, path: path) }
        let refused = posix_fallocate(descriptor, 0, off_t(size))
        guard refused == 0 else {
            close(descriptor)
            unlink(path)
            throw .system("allocate \(size) bytes", refused, path: path)
        }
        return try MappedFile(path: path, descriptor: descriptor, size: size, isWritable: true)
    }

    static func open(at path: String, isWritable: Bool = false) throws(HistoryError) -> MappedFile {
        let descriptor = Glibc.open(path, (isWritable ? O_RDWR : O_RDONLY) | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", errno, path: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            close(descriptor)
            throw HistoryError(.notAHistory, path: path, "empty, or not a regular file")
        }
        return try MappedFile(path: path, descriptor: descriptor, size: Int(status.st_size), isWritable: isWritable)
    }

    private init(path: String, descriptor: Int32, size: Int, isWritable: Bool) throws(HistoryError) {
        let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        guard let base = mmap(nil, size, protection, MAP_SHARED, descriptor, 0), base != MAP_FAILED else {
            let number = errno
            close(descriptor)
            throw .system("map", number, path: path)
        }
        // Each writer touches a few pages of its own: without this the first touch reads 128 KiB around them.
        if isWritable { madvise(base, size, MADV_RANDOM) }
        self.path = path
        self.base = base
        self.size = size
        self.descriptor = descriptor
        self.isWritable = isWritable
    }

    /// Memory that looks like a file, for tests; it is not unmapped and must outlive this.
    init(borrowing bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress else { preconditionFailure("no memory to borrow") }
        path = "memory"
        base = start
        size = bytes.count
        descriptor = -1
        isWritable = false
    }

    deinit {
        guard descriptor >= 0 else { return }
        munmap(base, size)
        close(descriptor)
    }

    /// The next byte at or after `offset` that was ever written, as the file system sees it; `end` when there is none.
    /// A file system that does not know answers `offset`.
    func nextData(from offset: Int, before end: Int) -> Int {
        guard descriptor >= 0 else { return offset }
        let seekData: Int32 = 3  // SEEK_DATA, which the C library shows to GNU sources only
        let found = lseek(descriptor, off_t(offset), seekData)
        guard found >= 0 else { return errno == ENXIO ? end : offset }
        return min(max(offset, Int(found)), end)
    }
}
