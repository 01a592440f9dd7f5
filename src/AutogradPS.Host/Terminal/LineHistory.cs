namespace AutogradPS.Host.Terminal;

/// <summary>The lines entered before, kept in a file of the user's from session to session.</summary>
internal sealed class LineHistory
{
    private const int Capacity = 2000;

    // In the file a line break inside an entry is this, so that an entry is a line.
    private const char EncodedBreak = '\u2028';

    private readonly string _path;
    private readonly List<string> _entries;
    private int _position;
    private string _draft = string.Empty;

    public LineHistory(string path)
    {
        _path = path;
        _entries = Load(path);
        _position = _entries.Count;
    }

    /// <summary>The user's history file.</summary>
    public static string DefaultPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        ProductInfo.Name, "history.txt");

    /// <summary>Adds an entry, unless it repeats the last one or starts with a blank, which says not to keep it.</summary>
    public void Add(string entry)
    {
        if (!string.IsNullOrWhiteSpace(entry) && entry[0] != ' ' && (_entries.Count == 0 || _entries[^1] != entry))
        {
            _entries.Add(entry);
            Save(entry);
        }

        _position = _entries.Count;
    }

    /// <summary>Goes one entry back.</summary>
    /// <param name="current">What is being edited; kept for the way forward.</param>
    public string? Back(string current)
    {
        if (_position == 0)
        {
            return null;
        }

        if (_position == _entries.Count)
        {
            _draft = current;
        }

        return _entries[--_position];
    }

    /// <summary>Goes one entry forward, at the end to what was being edited.</summary>
    public string? Forward()
    {
        if (_position == _entries.Count)
        {
            return null;
        }

        return ++_position == _entries.Count ? _draft : _entries[_position];
    }

    /// <summary>The newest entry that has a text in it, older than an index.</summary>
    /// <returns>The entry and its index, or null.</returns>
    public (string Entry, int Index)? Find(string text, int before = int.MaxValue)
    {
        for (int i = Math.Min(before, _entries.Count) - 1; i >= 0; i--)
        {
            if (_entries[i].Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return (_entries[i], i);
            }
        }

        return null;
    }

    private static List<string> Load(string path)
    {
        try
        {
            return File.Exists(path)
                ? [.. File.ReadLines(path).TakeLast(Capacity).Select(line => line.Replace(EncodedBreak, '\n'))]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private void Save(string entry)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.AppendAllText(_path, entry.Replace('\n', EncodedBreak) + '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written to costs the history, not the session.
        }
    }
}
