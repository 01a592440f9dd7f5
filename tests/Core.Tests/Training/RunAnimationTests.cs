using AutogradPS.Charts;
using AutogradPS.Errors;
using AutogradPS.Tests.Charts;
using AutogradPS.Training;
using SkiaSharp;
using static TorchSharp.torch;

namespace AutogradPS.Tests.Training;

public sealed class RunAnimationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_toy_leaves_an_animation_with_a_frame_for_each_picture()
    {
        using TrainingSession session = TrainingSession.Start(new(TrainingData.Small with { SampleEvery = 2 }, TrainingData.Toy) { OutputDirectory = folder.File("toy") });
        Assert.Equal(6, session.Run().Count());
        byte[] animation = File.ReadAllBytes(folder.File("toy/samples/animation.png"));
        byte[][] frames = [.. ApngFile.Frames(animation)];
        Assert.Equal(4, frames.Length); // the beginning, 2, 4 and 6
        for (int frame = 0; frame < 4; frame++)
        {
            // Each frame, taken out as a PNG file of its own, is the picture of its iteration at half the size.
            using SKBitmap shown = SKBitmap.Decode(frames[frame]);
            using SKBitmap picture = SKBitmap.Decode(File.ReadAllBytes(folder.File($"toy/samples/iteration-{2 * frame:0000000}.png")));
            Assert.Equal((picture.Width / 2, picture.Height / 2), (shown.Width, shown.Height));
            Assert.True(Difference(shown, picture) < 1, $"frame {frame}");
        }
    }

    [Fact]
    public void Images_stay_as_they_are()
    {
        using Tensor images = rand(16, 1, 8, 8);
        using AutogradPS.Data.RowDataset dataset = AutogradPS.Data.RowDataset.FromTensor(images);
        TrainingOptions options = TrainingData.Small with { Architecture = "mlp", SampleEvery = 3 };
        using TrainingSession session = TrainingSession.Start(new(options, dataset) { OutputDirectory = folder.File("images"), SkipSetupCheck = true });
        Assert.Equal(6, session.Run().Count());
        byte[][] frames = [.. ApngFile.Frames(File.ReadAllBytes(folder.File("images/samples/animation.png")))];
        Assert.Equal(3, frames.Length);
        using SKBitmap last = SKBitmap.Decode(frames[2]), picture = SKBitmap.Decode(File.ReadAllBytes(folder.File("images/samples/iteration-0000006.png")));
        Assert.Equal(picture.Bytes, last.Bytes);
    }

    [Fact]
    public void A_run_without_pictures_says_so()
    {
        using Tensor rows = randn(32, 3);
        using AutogradPS.Data.RowDataset dataset = AutogradPS.Data.RowDataset.FromTensor(rows);
        using TrainingSession session = TrainingSession.Start(new(TrainingData.Small, dataset) { OutputDirectory = folder.File("rows"), SkipSetupCheck = true });
        Assert.Equal(6, session.Run().Count());
        Assert.False(File.Exists(folder.File("rows/samples/animation.png")));
        Assert.Equal("PicturesMissing", Assert.Throws<AutogradPSException>(() => RunAnimation.Frames(folder.File("rows"))).ErrorId);
    }

    [Fact]
    public void A_run_is_drawn_as_its_last_picture_shows_it()
    {
        using TrainingSession session = TrainingSession.Start(new(TrainingData.Small, TrainingData.Toy) { OutputDirectory = folder.File("toy") });
        Assert.Equal(6, session.Run().Count());
        SampleChart chart = RunPicture.Chart(folder.File("toy"));
        Assert.Equal(File.ReadAllBytes(folder.File("toy/samples/iteration-0000006.png")), ChartFile.ToPng(chart, new ChartSize(1200)));
        Assert.Equal("SamplesNoImages", Assert.Throws<AutogradPSException>(() => RunPicture.Grid(folder.File("toy"))).ErrorId);
    }

    // The mean difference of a colour channel from that of the four pixels it stands for.
    private static double Difference(SKBitmap half, SKBitmap whole)
    {
        double sum = 0;
        for (int y = 0; y < half.Height; y++)
        {
            for (int x = 0; x < half.Width; x++)
            {
                double mean = (whole.GetPixel(2 * x, 2 * y).Red + whole.GetPixel(2 * x + 1, 2 * y).Red + whole.GetPixel(2 * x, 2 * y + 1).Red + whole.GetPixel(2 * x + 1, 2 * y + 1).Red) / 4.0;
                sum += Math.Abs(half.GetPixel(x, y).Red - mean);
            }
        }
        return sum / (half.Width * half.Height);
    }
}
