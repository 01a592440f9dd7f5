using System.Xml.Linq;
using AutogradPS.Charts;
using TorchSharp;

namespace AutogradPS.Tests.Charts;

public sealed class SampleGridTests
{
    [Fact]
    public void Every_tile_has_its_place_and_colour()
    {
        // Seven images of one colour each, in rows of three.
        byte[][] colors = [.. Enumerable.Range(0, 7).Select(image => new byte[] { (byte)(30 * image), (byte)(255 - 30 * image), 77 })];
        byte[] pixels = [.. colors.SelectMany(color => color.SelectMany(channel => Enumerable.Repeat(channel, 4 * 5)))];
        SampleGrid grid = new(new ImageBatch(7, 3, 4, 5, pixels)) { Columns = 3, Padding = 2, Zoom = 3 };

        using Picture picture = new(grid.ToPng());

        Assert.Equal((3 * (3 * 7 + 2), 3 * (3 * 6 + 2)), (picture.Width, picture.Height));
        for (int image = 0; image < 7; image++)
        {
            int left = 3 * (2 + image % 3 * 7), top = 3 * (2 + image / 3 * 6);
            foreach ((int x, int y) in new[] { (left, top), (left + 14, top + 11) })
                Assert.Equal((colors[image][0], colors[image][1], colors[image][2]), picture[x, y]);
            Assert.Equal((255, 255, 255), picture[left - 1, top]);
            Assert.Equal((255, 255, 255), picture[left + 15, top]);
        }
        Assert.Equal((255, 255, 255), picture[picture.Width - 10, picture.Height - 10]);
    }

    [Fact]
    public void Rows_run_down_and_columns_run_right()
    {
        using Picture picture = new(new SampleGrid(new ImageBatch(1, 1, 2, 2, [10, 20, 30, 40])) { Padding = 0, Zoom = 1 }.ToPng());
        Assert.Equal([10, 20, 30, 40], new[] { picture[0, 0].R, picture[1, 0].R, picture[0, 1].R, picture[1, 1].R });
    }

    [Fact]
    public void Small_images_are_enlarged_without_blur()
    {
        byte[] checkers = [.. Enumerable.Range(0, 28 * 28).Select(index => (byte)((index / 28 + index) % 2 * 255))];
        using Picture picture = new(new SampleGrid(new ImageBatch(1, 1, 28, 28, checkers)).ToPng());
        Assert.True(picture.Width >= 300);
        Assert.Equal(picture.Width * picture.Height, picture.Count("#000000", 0) + picture.Count("#FFFFFF", 0));
    }

    [Fact]
    public void Numbers_become_shades()
    {
        ImageBatch images = ImageBatch.FromValues(1, 1, 1, 5, [-2, -1, 0, 1, float.NaN]);
        using Picture picture = new(new SampleGrid(images) { Padding = 0, Zoom = 1 }.ToPng());
        Assert.Equal([0, 0, 128, 255, 0], Enumerable.Range(0, 5).Select(x => picture[x, 0].R));
    }

    [Fact]
    public void A_vector_file_holds_the_same_pixels()
    {
        using TemporaryFolder folder = new();
        SampleGrid grid = new(new ImageBatch(1, 1, 1, 2, [0, 200])) { Padding = 0, Zoom = 8 };
        grid.Save(folder.File("grid.svg"));
        XElement svg = XDocument.Load(folder.File("grid.svg")).Root!;
        Assert.Equal("16", svg.Attribute("width")!.Value);
        XNamespace xlink = "http://www.w3.org/1999/xlink";
        string data = svg.Elements().Single().Attribute(xlink + "href")!.Value;
        using Picture picture = new(Convert.FromBase64String(data[(data.IndexOf(',', StringComparison.Ordinal) + 1)..]));
        Assert.Equal((200, 200, 200), picture[1, 0]);
    }

    [Theory]
    [InlineData(1, 2, 4, 4, 32)]
    [InlineData(2, 1, 4, 4, 16)]
    [InlineData(0, 1, 4, 4, 0)]
    public void What_is_no_image_is_refused(int count, int channels, int height, int width, int bytes)
    {
        ChartException error = Assert.Throws<ChartException>(() => new ImageBatch(count, channels, height, width, new byte[bytes]));
        Assert.Equal("ChartDataShape", error.ErrorId);
    }

    [Fact]
    public void A_grid_too_large_for_a_picture_is_refused()
    {
        SampleGrid grid = new(new ImageBatch(1, 1, 1, 3000, new byte[3000])) { Zoom = 16 };
        Assert.Equal("ChartSizeInvalid", Assert.Throws<ChartException>(grid.ToPng).ErrorId);
    }

    [Fact]
    public void Tensors_in_either_range_become_the_same_shades()
    {
        using torch.Tensor signed = torch.tensor(new float[] { -1, 0, 1 }, [1, 1, 1, 3]);
        using torch.Tensor unsigned = torch.tensor(new float[] { 0, 0.5f, 1 }, [1, 1, 1, 3]);
        using torch.Tensor bytes = torch.tensor(new byte[] { 0, 128, 255 }, [1, 1, 1, 3]);
        foreach (torch.Tensor images in new[] { signed, unsigned, bytes })
        {
            using Picture picture = new(new SampleGrid(images.ToImages()) { Padding = 0, Zoom = 1 }.ToPng());
            Assert.Equal([0, 128, 255], Enumerable.Range(0, 3).Select(x => picture[x, 0].R));
        }
    }

    [Fact]
    public void A_tensor_that_is_no_batch_of_images_is_refused()
    {
        using torch.Tensor vector = torch.zeros(4);
        using torch.Tensor integers = torch.zeros([1, 1, 2, 2], torch.int64);
        Assert.Equal("ChartDataShape", Assert.Throws<ChartException>(vector.ToImages).ErrorId);
        Assert.Equal("ChartDataShape", Assert.Throws<ChartException>(integers.ToImages).ErrorId);
    }
}
