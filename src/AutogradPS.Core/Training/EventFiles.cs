using System.Buffers.Binary;
using Google.Protobuf;
using Tensorboard;

namespace AutogradPS.Training;

/// <summary>Cuts events files of TensorBoard, so that a run that goes on from a checkpoint has every step once.</summary>
/// <remarks>An events file is a TFRecord file: for each event its length (8 bytes), a checksum of that (4), the event, and a checksum of it (4).</remarks>
internal static class EventFiles
{
    private const int HeadSize = 12, TailSize = 4;

    /// <summary>Removes the events after an iteration, and one that a kill cut off, from all files of a folder; files without any step are removed.</summary>
    /// <param name="folder">The folder; it may be missing.</param>
    /// <param name="iteration">The last step to keep.</param>
    /// <returns>The step of the last picture that is kept; -1 without one.</returns>
    /// <exception cref="OutputFileException">FileNotWritable.</exception>
    public static long Cut(string folder, long iteration)
    {
        if (!Directory.Exists(folder)) return -1;
        long lastPicture = -1;
        foreach (string path in Directory.EnumerateFiles(folder, "events.out.tfevents.*"))
        {
            bool isEmpty;
            using (FileStream file = AtomicFile.Open(path, FileMode.Open))
            {
                (long length, long lastStep, long picture) = Keep(file, iteration);
                file.SetLength(length);
                isEmpty = lastStep < 0;
                lastPicture = Math.Max(lastPicture, picture);
            }
            if (isEmpty) File.Delete(path);
        }
        return lastPicture;
    }

    // Steps rise within a file.
    private static (long Length, long LastStep, long LastPicture) Keep(FileStream file, long iteration)
    {
        long length = 0, lastStep = -1, lastPicture = -1;
        while (Next(file) is { } next)
        {
            if (next.Summary is not null)
            {
                if (next.Step > iteration) break;
                lastStep = next.Step;
                if (next.Summary.Value.Any(value => value.Image is not null)) lastPicture = next.Step;
            }
            length = file.Position;
        }
        return (length, lastStep, lastPicture);
    }

    private static Event? Next(FileStream file)
    {
        long rest = file.Length - file.Position - HeadSize - TailSize;
        if (rest < 0) return null;
        byte[] head = new byte[HeadSize];
        file.ReadExactly(head);
        long size = BinaryPrimitives.ReadInt64LittleEndian(head);
        if (size < 0 || size > rest) return null;
        byte[] bytes = new byte[size];
        file.ReadExactly(bytes);
        file.Position += TailSize;
        try
        {
            return Event.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
