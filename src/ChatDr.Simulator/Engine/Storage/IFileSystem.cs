using Microsoft.Win32.SafeHandles;

namespace ChatDr.Simulator.Engine.Storage;

/// <summary>
/// What the engine does to the files of databases. Each call is one step that a crash can come before or after; injected faults and tests stand in between.
/// </summary>
internal interface IFileSystem
{
    /// <summary>Makes a file that is not there yet, for reading and writing.</summary>
    SafeFileHandle Create(string path);

    /// <summary>Writes at a place in a file.</summary>
    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Cuts a file off.</summary>
    void SetLength(SafeFileHandle file, long length);

    /// <summary>Has what was written survive a power cut, if that is wanted.</summary>
    void Flush(SafeFileHandle file);

    /// <summary>Renames a file over another.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; nothing happens when there is none.</summary>
    void Delete(string path);

    /// <summary>Makes a folder.</summary>
    void CreateDirectory(string path);

    /// <summary>Deletes a folder with all that is in it.</summary>
    void DeleteDirectory(string path);
}
