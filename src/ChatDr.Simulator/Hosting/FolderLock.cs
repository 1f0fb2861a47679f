namespace ChatDr.Simulator.Hosting;

/// <summary>Keeps a second instance off a folder. The operating system lets go of it when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="InstanceInUseException">Another instance has it, in this process or in another.</exception>
    public static FolderLock Take(string folder)
    {
        const int sharingViolation = 0x20, wouldBlock = 11;
        Directory.CreateDirectory(folder);
        try
        {
            return new FolderLock(new FileStream(Path.Combine(folder, "instance.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException taken) when ((taken.HResult & 0xFFFF) is sharingViolation or wouldBlock)
        {
            throw new InstanceInUseException(folder);
        }
    }

    public void Dispose() => _file.Dispose();
}
